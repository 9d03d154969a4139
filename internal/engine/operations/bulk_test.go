package operations_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"

	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/test/realengine"
)

func numbers(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprint("c", i)
	}
	return ids
}

func TestBulkGoesOnAfterARefusal(t *testing.T) {
	eng := realengine.Shared(t)
	do := everything(eng.Client())
	ids := numbers(200)
	made := operations.Bulk(t.Context(), ids, 0, func(ctx context.Context, id string) (operations.Outcome, error) {
		_, err := eng.Client().ContainerCreate(ctx, &container.Config{Image: "lab:1"}, nil, nil, nil, id)
		return operations.Outcome{}, err
	}, nil)
	if made.Done != len(ids) {
		t.Fatalf("made %d", made.Done)
	}
	if _, err := do.Start(t.Context(), "c77"); err != nil {
		t.Fatal(err)
	}

	lastDone, lastFailed, calls := 0, 0, 0
	result := operations.Bulk(t.Context(), ids, 0, func(ctx context.Context, id string) (operations.Outcome, error) {
		return do.Containers.Remove(ctx, id, false, false)
	}, func(done, failed, total int, id string, err error) {
		calls++
		if done+failed != calls || total != len(ids) || (err != nil) != (id == "c77") {
			t.Errorf("progress %d+%d of %d at %s: %v", done, failed, total, id, err)
		}
		lastDone, lastFailed = done, failed
	})
	if result.Done != 199 || result.Failed != 1 || result.Canceled != 0 || lastDone != 199 || lastFailed != 1 {
		t.Errorf("%d done, %d failed, %d canceled; progress %d, %d", result.Done, result.Failed, result.Canceled, lastDone, lastFailed)
	}
	for i, item := range result.Items {
		if item.ID != ids[i] || (operations.KindOf(item.Err) == operations.Conflict) != (item.ID == "c77") {
			t.Errorf("item %d is %s: %v", i, item.ID, item.Err)
		}
	}
	left := must(eng.Client().ContainerList(t.Context(), container.ListOptions{All: true}))(t)
	if len(left) != 1 || left[0].Names[0] != "/c77" {
		t.Errorf("left: %v", left)
	}
}

func TestBulkWorksOnAsManyAtOnceAsItMay(t *testing.T) {
	for limit, want := range map[int]int32{3: 3, 8: 8, 0: operations.DefaultParallel, 1000: 60} {
		var now, most atomic.Int32
		operations.Bulk(t.Context(), numbers(60), limit, func(context.Context, string) (operations.Outcome, error) {
			for n := now.Add(1); ; {
				if m := most.Load(); n <= m || most.CompareAndSwap(m, n) {
					break
				}
			}
			time.Sleep(20 * time.Millisecond)
			now.Add(-1)
			return operations.Outcome{}, nil
		}, nil)
		if most.Load() != want {
			t.Errorf("limit %d: %d at once, want %d", limit, most.Load(), want)
		}
	}
}

func TestBulkBeginsNothingMoreOnceCanceled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var firstTen sync.WaitGroup
	firstTen.Add(10)
	result := operations.Bulk(ctx, numbers(100), 8, func(ctx context.Context, id string) (operations.Outcome, error) {
		if len(id) == 2 { // c0 to c9
			firstTen.Done()
			return operations.Outcome{Unchanged: true}, nil
		}
		firstTen.Wait()
		cancel()
		return operations.Outcome{}, ctx.Err()
	}, nil)
	if result.Done != 10 || result.Unchanged != 10 || result.Failed != 0 || result.Canceled != 90 {
		t.Errorf("%d done, %d unchanged, %d failed, %d canceled", result.Done, result.Unchanged, result.Failed, result.Canceled)
	}
	if begun := slices.IndexFunc(result.Items, func(i operations.ItemResult) bool { return i.Took == 0 }); begun > 18 {
		t.Errorf("%d were begun", begun)
	}
}

func TestBulkOfNothing(t *testing.T) {
	result := operations.Bulk(t.Context(), nil, 0, func(context.Context, string) (operations.Outcome, error) {
		return operations.Outcome{}, errors.New("called")
	}, nil)
	if len(result.Items) != 0 || result.Done+result.Failed+result.Canceled != 0 {
		t.Errorf("%+v", result)
	}
}
