package operations

// Client is what a Doer needs of the Docker client.
type Client interface {
	ContainerEngine
	ImageEngine
	VolumeEngine
	NetworkEngine
	PruneEngine
	RunEngine
	TransferEngine
	LoginEngine
}

// Doer is every operation on one engine, for those who must not see its client.
type Doer struct {
	Containers Containers
	Images     Images
	Volumes    Volumes
	Networks   Networks
	Prunes     Prunes
	Runs       Runs
	Transfers  Transfers
	Logins     Logins
}

// On gives the operations on the engine that a client speaks to. Ask again for
// each task: an engine that comes back in another version gets another client.
func On(c Client) Doer {
	return Doer{
		Containers: Containers{c}, Images: Images{c}, Volumes: Volumes{c}, Networks: Networks{c}, Prunes: Prunes{c},
		Runs: Runs{Engine: c}, Transfers: Transfers{Engine: c}, Logins: Logins{Engine: c},
	}
}
