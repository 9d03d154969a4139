package spec

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Words for names that are easy to say across a room.
var (
	adjectives = strings.Fields(`amber ample brave breezy bright brisk calm candid cheerful clever cosy crisp curious dapper
		deft eager early earnest fair fleet frank fresh gentle glad golden grand hardy honest humble jolly keen kind lively
		loyal lucid lucky mellow merry mild modest neat nimble noble patient placid plucky polite prompt proud quick quiet
		ready rosy round sandy serene shiny silver simple sleek smart snug solid sound spry stable steady sturdy sunny sure
		swift tidy tranquil trusty upbeat velvet vivid warm wise witty zesty`)
	nouns = strings.Fields(`acorn anchor apple arch badger barge barrel basket beacon beaver birch bison bonfire bridge brook
		buoy canoe canyon carrot cedar cello cherry clover comet compass coral crane crate cricket dolphin dune falcon fern
		ferry finch fjord fox gannet garden harbour hazel heron hill hopper island ivy jetty kayak kettle kite lantern lark
		lemon lighthouse lilac lynx magpie maple marlin meadow mole moose mosaic nectar oak oasis olive orchard otter owl
		oyster paddle panda parcel peach pebble pelican pier pine plum pony puffin quarry quay raft raven reef ridge river
		robin rudder sailor salmon seal shell shore skipper sparrow spruce squid stork stream swan tern thistle tiller trout
		tugboat tulip walrus whale willow wren yacht`)
)

// SuggestName makes up a name, such as calm_otter, that nobody has.
func SuggestName(random *rand.Rand, taken func(name string) bool) string {
	var name string
	for range 20 {
		name = adjectives[random.IntN(len(adjectives))] + "_" + nouns[random.IntN(len(nouns))]
		if !taken(name) {
			return name
		}
	}
	return NextFreeName(name, taken)
}

// NextFreeName is the name itself if nobody has it, or the name with the first
// free number behind it.
func NextFreeName(name string, taken func(name string) bool) string {
	free := name
	for n := 2; taken(free); n++ {
		free = fmt.Sprintf("%s-%d", name, n)
	}
	return free
}
