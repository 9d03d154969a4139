package files

import (
	"context"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// Hold makes a helper that has a volume at HelperRoot and is never started, for
// those who read or write all of it at once. leave, which must be called, removes
// it again.
func (f *Files) Hold(ctx context.Context, volume string, write bool) (container string, leave func(), err error) {
	ref := object.Ref{Kind: object.KindVolume, ID: volume}
	api, err := f.api()
	if err != nil {
		return "", nil, &Error{Reason: ReasonNoEngine, Ref: ref, Err: err, Raw: err.Error()}
	}
	if _, err := api.VolumeInspect(ctx, volume); err != nil { // a helper would make it anew
		return "", nil, wrap(ref, "", err)
	}
	s, err := f.sitAtHelper(ctx, api, ref, write)
	if err != nil {
		return "", nil, err
	}
	return s.container, s.leave, nil
}
