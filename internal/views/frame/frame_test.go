package frame

import "testing"

func TestABurstIsOneDeliveryOfTheNewest(t *testing.T) {
	var queue []func()
	var got []int
	p := New(func(f func()) { queue = append(queue, f) }, func(v int) { got = append(got, v) })
	for i := range 100 {
		p.Send(i)
	}
	if len(queue) != 1 || !p.Busy() {
		t.Fatalf("%d deliveries wait", len(queue))
	}
	queue[0]()
	p.Send(100)
	queue[1]()
	if len(got) != 2 || got[0] != 99 || got[1] != 100 || p.Busy() {
		t.Errorf("delivered %v", got)
	}
}
