package files

// ReachPrefix begins the names of the helpers of package reach, which see who
// listens in a container's network.
const ReachPrefix = "dockdesk-reach-"

// HelperLabels are the labels of a helper that this process makes: Sweep finds it
// by them when a crash has left it behind.
func HelperLabels() map[string]string { return map[string]string{helperLabel: owner()} }
