package datalist

import "math"

// want is what a column asks for, all in px.
type want struct {
	least, ideal, grow float32
	priority           int
}

// place is where a column stands: its index among all columns, its left edge
// and its width.
type place struct {
	column   int
	x, width float32
}

// fit gives columns their places between x and x+room with gaps between them.
// While there is no room for all, the columns with the highest priority number
// go, the last one first. What is there goes first to what each needs, then to
// what each wants, then to those that grow. Columns never overlap: if the ones
// that always stay have no room either, all of them shrink alike.
func fit(columns []want, x, room, gap float32) []place {
	shown := make([]int, 0, len(columns))
	for i := range columns {
		shown = append(shown, i)
	}
	for {
		need := -gap
		drop := -1
		for at, i := range shown {
			need += columns[i].least + gap
			if p := columns[i].priority; p > 0 && (drop < 0 || p >= columns[shown[drop]].priority) {
				drop = at
			}
		}
		if need <= room || drop < 0 {
			break
		}
		shown = append(shown[:drop], shown[drop+1:]...)
	}
	return spread(columns, shown, x, room, gap)
}

func spread(columns []want, shown []int, x, room, gap float32) []place {
	places := make([]place, len(shown))
	var least, ideal, grow float32
	for at, i := range shown {
		c := columns[i]
		places[at] = place{column: i, width: c.least}
		least += c.least
		ideal += max(c.ideal, c.least)
		grow += c.grow
	}
	free := max(room-gap*float32(len(shown)-1), 0)
	for at, i := range shown {
		c, w := columns[i], &places[at].width
		switch wish := max(c.ideal, c.least); {
		case free < least:
			*w *= free / least
		case free < ideal:
			*w += (wish - c.least) * (free - least) / (ideal - least)
		case grow > 0:
			*w = wish + c.grow*(free-ideal)/grow
		default:
			*w = wish + (free-ideal)/float32(len(shown))
		}
	}
	// Whole pixels, so that texts are sharp and the columns of all rows agree.
	at := x
	for i := range places {
		next := at + places[i].width
		left, right := round(at), round(next)
		places[i].x, places[i].width = left, right-left
		at = next + gap
	}
	return places
}

func round(v float32) float32 { return float32(math.Round(float64(v))) }
