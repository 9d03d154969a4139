package diagnosis

// The diagnoses.
const (
	PortContainer  ID = "port-container"  // another container has the port
	PortProgram    ID = "port-program"    // another program of this computer has it
	PortForbidden  ID = "port-forbidden"  // this computer keeps it to itself
	NameTaken      ID = "name-taken"      //
	NameBad        ID = "name-bad"        //
	ImageMissing   ID = "image-missing"   // it is not here, and is not to be fetched
	PullDenied     ID = "pull-denied"     // misspelt, or only for those who logged in
	PullSilent     ID = "pull-silent"     // the registry does not answer
	PullNoTag      ID = "pull-no-tag"     // the registry has the name, not the version
	PullNoName     ID = "pull-no-name"    // the registry has no such name
	PullLimit      ID = "pull-limit"      // too many were fetched
	PullUntrusted  ID = "pull-untrusted"  // no encrypted connection
	PullPlatform   ID = "pull-platform"   // not for this kind of computer
	PushDenied     ID = "push-denied"     // nobody is logged in, or may not write there
	PushBroken     ID = "push-broken"     // interrupted; it can be taken up again
	LoginRefused   ID = "login-refused"   // the name or the password is wrong
	LoginHelper    ID = "login-helper"    // the program that keeps logins is missing
	RegistryElse   ID = "registry-else"   // another computer's 127.0.0.1 is meant
	RegistrySilent ID = "registry-silent" // it does not answer when it is asked
	RegistryCloses ID = "registry-closes" // it lists nothing, or not for everybody
	LoadNoImage    ID = "load-no-image"   // the file has none
	LoadCutOff     ID = "load-cut-off"    // the file ends in the middle
	FileMissing    ID = "file-missing"    // there is no such file
	RemoveRunning  ID = "remove-running"  //
	ImageUsed      ID = "image-used"      //
	ImageParent    ID = "image-parent"    // another image is built on it
	VolumeUsed     ID = "volume-used"     //
	NetworkUsed    ID = "network-used"    //
	NetworkFixed   ID = "network-fixed"   // it comes with Docker
	NetworkMissing ID = "network-missing" //
	NetworkPool    ID = "network-pool"    // another network has these addresses
	AddressTaken   ID = "address-taken"   // another container has this address
	NotRunning     ID = "not-running"     //
	Restarting     ID = "restarting"      //
	Paused         ID = "paused"          //
	ShellMissing   ID = "shell-missing"   //
	ProgramMissing ID = "program-missing" //
	NotExecutable  ID = "not-executable"  //
	OtherComputer  ID = "other-computer"  // the program is for another kind of computer
	FolderMissing  ID = "folder-missing"  //
	VolumeName     ID = "volume-name"     // a relative path was taken for one
	MountKind      ID = "mount-kind"      // a file where a folder is, or the other way round
	MountRelative  ID = "mount-relative"  //
	ImageCapitals  ID = "image-capitals"  //
	MemorySmall    ID = "memory-small"    //
	CPUsMany       ID = "cpus-many"       //
	SwapLimit      ID = "swap-limit"      //
	RemoveRestart  ID = "remove-restart"  // --rm and --restart
	HostPorts      ID = "host-ports"      // ports on this computer's own network
	FileThere      ID = "file-there"      //
	FolderNowhere  ID = "folder-nowhere"  // to write a file into
	CopyMissing    ID = "copy-missing"    //
	CopyOutside    ID = "copy-outside"    //
	BuildWord      ID = "build-word"      // an unknown instruction
	BuildFrom      ID = "build-from"      // no FROM

	BuildStep       ID = "build-step"       // a program ended with an error
	BuildBase       ID = "build-base"       // the image to begin with is not to be had
	BuildTarget     ID = "build-target"     // no such stage
	BuildSecret     ID = "build-secret"     // it is not there
	BuildFile       ID = "build-file"       // no Dockerfile, or no folder
	BuildUnreadable ID = "build-unreadable" // a file that was to be sent
	BuildSyntax     ID = "build-syntax"     // a line can't be read
	BuildBuilder    ID = "build-builder"    // this engine's builder can't do it

	DiskFull      ID = "disk-full"      //
	SocketDenied  ID = "socket-denied"  //
	EngineDown    ID = "engine-down"    //
	EngineVersion ID = "engine-version" //
	NoNames       ID = "no-names"       // the default network knows no names
	OwnLocalhost  ID = "own-localhost"  // localhost inside is the container itself
	NobodyListens ID = "nobody-listens" // published, and nobody behind it
	NotPublished  ID = "not-published"  //
)

// honest are what is said where nobody knows more than the class.
const (
	Gone    ID = "gone"
	InUse   ID = "in-the-way"
	Denied  ID = "not-allowed"
	BadWish ID = "not-possible"
	TooSlow ID = "too-slow"
	Unclear ID = "unclear"
	Filed   ID = "file-refused" // see OfFile
)

var honest = []ID{Gone, InUse, Denied, BadWish, TooSlow, Unclear, Filed}

// rules are all diagnoses, the first that fits counts.
var rules []rule

func init() { // not in the declaration: the tellers look at the rules' patterns
	rules = []rule{
		// The engine itself.
		{id: SocketDenied, said: said(`permission denied while trying to connect`), tell: (*matter).socketDenied},
		{id: EngineVersion, said: said(`client version \S+ is too (new|old)`), tell: (*matter).engineVersion},
		{id: EngineDown, classes: []Class{Unavailable}, knows: func(m *matter) bool { return m.Op != "pull" && m.Ref.Kind != registryKind }, tell: (*matter).engineDown},
		{id: EngineDown, said: said(`cannot connect to the docker daemon`, `failed to connect to the docker api`, `does not answer`), tell: (*matter).engineDown},
		{id: DiskFull, printed: true, said: said(`no space left on device`), tell: (*matter).diskFull},

		// Registries, pushes and files of images.
		{id: LoginHelper, said: said(`(?:error (?:getting|storing) credentials|keeping the login: |asking for the logins?: ).*docker-credential-(\S+?)"?: executable file not found`, `docker-credential-(\S+?)"?: executable file not found`, `error (?:getting|storing) credentials`, `keeping the login: `), tell: (*matter).loginHelper},
		{id: PullLimit, said: said(`toomanyrequests`, `pull rate limit`, `429 too many requests`), tell: (*matter).pullLimit},
		{id: RegistryElse, ops: asking, knows: (*matter).otherLoopback, tell: (*matter).registryElse},
		{id: PullUntrusted, ops: asking, said: said(`http response to https`, `x509`, `certificate`), tell: (*matter).pullUntrusted},
		{id: LoginRefused, ops: []string{"login"}, said: said(`unauthorized`, `authentication required`, `incorrect username or password`, `access denied`, `denied`, `401`), tell: (*matter).loginRefused},
		{id: PushDenied, ops: []string{"push"}, said: said(`access denied`, `unauthorized`, `authentication required`, `no basic auth`, `access to the resource is denied`, `denied`, `insufficient_scope`, `403 forbidden`), tell: (*matter).pushDenied},
		{id: RegistryCloses, ops: []string{"browse"}, said: said(`unauthorized`, `authentication required`, `denied`, `forbidden`, `unsupported`, `to nobody`, `404`, `401`), tell: (*matter).registryCloses},
		{id: PushBroken, ops: []string{"push"}, knows: func(m *matter) bool { return silence(m.Raw) != "" }, tell: (*matter).pushBroken},
		{id: RegistrySilent, ops: []string{"login", "browse", "search"}, knows: func(m *matter) bool { return silence(m.Raw) != "" }, tell: (*matter).registrySilent},
		{id: ImageMissing, ops: []string{"push"}, said: said(`image does not exist locally with the tag: (\S+)`, `tag does not exist: (\S+)`), tell: (*matter).imageMissing},
		{id: FileMissing, ops: []string{"load", "import"}, said: said(`read ([^\n]*): there is no such file on this computer`, `read ([^\n]*): this is a folder`), tell: (*matter).fileMissing},
		{id: LoadCutOff, ops: []string{"load", "import"}, said: said(`unexpected eof`), tell: (*matter).loadCutOff},
		{id: LoadNoImage, ops: []string{"load", "import"}, said: said(`there is no image in this file`, `repositories: no such file`, `json: no such file`, `invalid tar header`, `archive/tar`, `unrecognized image format`, `not an oci`, `invalid manifest`, `unsupported archive`, `no such file or directory`, `exit status`), tell: (*matter).loadNoImage},

		// An image that does not come.
		{id: PullPlatform, ops: pulling, said: said(`no matching manifest`, `does not (match|provide) the specified platform`), tell: (*matter).pullPlatform},
		{id: PullDenied, ops: pulling, said: said(`access denied`, `unauthorized`, `authentication required`, `no basic auth`, `denied`), tell: (*matter).pullDenied},
		{id: PullNoName, ops: pulling, said: said(`name unknown`, `repository \S+ not found`), tell: (*matter).pullNoName},
		{id: PullNoTag, ops: pulling, said: said(`manifest unknown`, `manifest for`, `not found`), tell: (*matter).pullNoTag},
		{id: PullUntrusted, ops: pulling, said: said(`http response to https`, `x509`, `certificate`), tell: (*matter).pullUntrusted},
		{id: PullSilent, ops: pulling, knows: func(m *matter) bool { return silence(m.Raw) != "" }, tell: (*matter).pullSilent},
		{id: ImageMissing, ops: []string{"create", "run", "pull"}, said: said(`no such image: (\S+)`), tell: (*matter).imageMissing},

		// What keeps a container from being made.
		{id: NameTaken, said: said(`container name "?/?([^" ]+)"? is already in use by (?:container )?"?([0-9a-f]{12,64})?`), tell: (*matter).nameTaken},
		{id: NameBad, said: said(`invalid container name \(([^)]*)\)`), tell: (*matter).nameBad},
		{id: ImageCapitals, said: said(`repository name (?:\(\S+\) )?must be lowercase`), tell: (*matter).imageCapitals},
		{id: MemorySmall, said: said(`minimum memory limit allowed is (\S+)`), tell: (*matter).memorySmall},
		{id: CPUsMany, said: said(`range of cpus is from \S+ to ([0-9.]+)`), tell: (*matter).cpusMany},
		{id: SwapLimit, said: said(`memoryswap`), tell: (*matter).swapLimit},
		{id: RemoveRestart, said: said(`specify both --restart and --rm`, `'?autoremove'? .*restart ?policy`, `removed when it ends can't be started again`), tell: (*matter).removeRestart},
		{id: HostPorts, said: said(`published ports are discarded when using host network mode`), tell: (*matter).hostPorts},
		{id: FolderMissing, said: said(`bind source path does not exist: (\S[^\n]*)`), tell: (*matter).folderMissing},
		{id: VolumeName, said: said(`"([^"]*)" includes invalid characters for a local volume name`), tell: (*matter).volumeName},
		{id: MountKind, said: said(`are you trying to mount a directory onto a file`), tell: (*matter).mountKind},
		{id: MountRelative, said: said(`invalid mount path: '([^']*)'`, `mount path must be absolute`), tell: (*matter).mountRelative},

		// What keeps it from being started.
		{id: PortContainer, said: portTaken, tell: (*matter).portTaken},
		{id: PortForbidden, said: said(`forbidden by its access permissions`, `cannot expose privileged port`, `listen \S+ \S+ bind: permission denied`), tell: (*matter).portForbidden},
		{id: PortProgram, said: portBusy, tell: (*matter).portBusy},
		{id: AddressTaken, said: said(`^address already in use`, `address \S* ?(?:is )?already (?:in use|allocated)`), tell: (*matter).addressTaken},
		{id: NetworkMissing, ops: []string{"start", "restart", "create", "run", "connect"}, said: said(`network (\S+) not found`), tell: (*matter).networkMissing},
		{id: OtherComputer, printed: true, said: said(`exec format error`, `does not match the detected host platform`), tell: (*matter).otherComputer},
		{id: ShellMissing, ops: []string{"exec"}, said: said(`exec: "([^"]+)": (?:stat \S+ )?(?:no such file or directory|executable file not found|permission denied)`), tell: (*matter).shellMissing},
		{id: NotExecutable, said: said(`exec: "([^"]+)": (?:\S+ )?permission denied`), tell: (*matter).notExecutable},
		{id: ProgramMissing, said: said(`exec: "([^"]+)": (?:stat \S+ )?no such file or directory`, `exec: "([^"]+)": executable file not found`, `executable file not found`), tell: (*matter).programMissing},

		// What keeps things from being removed.
		{id: RemoveRunning, ops: []string{"remove"}, classes: []Class{Conflict}, knows: (*matter).stillRuns,
			said: said(`cannot remove a running container`, `container is running: stop the container`, `is (?:running|paused) and cannot be removed`), tell: (*matter).removeRunning},
		{id: ImageParent, ops: removing, said: said(`has dependent child images`), tell: (*matter).imageParent},
		{id: ImageUsed, ops: removing, knows: (*matter).imageInUse,
			said: said(`is using its referenced image`, `image is being used by`, `image used by`, `image is in use`), tell: (*matter).imageUsed},
		{id: VolumeUsed, ops: removing, said: said(`volume is in use(?: - \[([^\]]*)\])?`, `volume \S+ is being used by`), knows: (*matter).volumeInUse, tell: (*matter).volumeUsed},
		{id: NetworkFixed, said: said(`pre-defined network`), tell: (*matter).networkFixed},
		{id: NetworkUsed, ops: removing, said: said(`has active endpoints`, `has associated containers`), knows: (*matter).networkInUse, tell: (*matter).networkUsed},

		// What keeps something from being done to a container.
		{id: Restarting, ops: []string{"pause", "unpause", "exec", "kill"}, knows: (*matter).keepsStarting, said: said(`is restarting, wait until`, `is restarting`), tell: (*matter).restarting},
		{id: NotRunning, said: noProgram, tell: (*matter).notRunning},
		{id: Paused, said: said(`is (already paused|not paused|paused)`, `container is (paused)`), tell: (*matter).paused},
		{id: NetworkPool, said: said(`pool overlaps`, `subnet \S+ is already used`), tell: (*matter).networkPool},

		// Files of this computer.
		{id: FileThere, said: said(`there is a file of this name already`), tell: (*matter).fileThere},
		{id: FolderNowhere, said: said(`there is no such folder on this computer`), tell: (*matter).folderNowhere},

		// Builds.
		{id: CopyOutside, said: said(`forbidden path outside the build context: (\S+)`), tell: (*matter).copyOutside},
		{id: CopyMissing, said: said(`file not found in build context or excluded by \.dockerignore: stat ([^:\s]+)`, `failed to (?:calculate checksum of ref \S+|compute cache key:) "?([^":]+)"?:? not found`), tell: (*matter).copyMissing},
		{id: BuildWord, said: said(`dockerfile parse error(?: on)? line (\d+): unknown instruction: (\S+)(?: \(did you mean (\w+)\?\))?`), tell: (*matter).buildWord},
		{id: BuildFrom, said: said(`no build stage in current context`), tell: (*matter).buildFrom},
	}
	rules = append([]rule{stepRule()}, append(rules, buildRules()...)...)
	rules = append(rules, []rule{

		// What programs inside say, and what comes of a page that is not reached.
		{id: NoNames, ops: []string{"log"}, said: said(`lookup (\S+)(?: on \S+)?: (?:.*i/o timeout|no such host|server misbehaving|.*network is unreachable)`, `getaddrinfo \S+ (\S+)`, `could not resolve host:? (\S+)`, `bad address '?([\w.-]+)`), tell: (*matter).noNames},
		{id: OwnLocalhost, ops: []string{"log"}, said: said(`(?:127\.0\.0\.1|localhost|\[?::1\]?):(\d+)\)?:? ?(?:connect: )?.*connection refused`, `connection refused.*(?:127\.0\.0\.1|localhost|\[?::1\]?):(\d+)`), tell: (*matter).ownLocalhost},
		{id: NobodyListens, ops: []string{"reach"}, said: said(`connection reset by peer`, `empty reply`, `\beof\b`), tell: (*matter).nobodyListens},
		{id: NotPublished, ops: []string{"reach"}, said: said(`couldn't connect to server`, `connection refused`), tell: (*matter).notPublished},
	}...)
}

var (
	pulling  = []string{"pull"}
	removing = []string{"remove", "untag", "disconnect"}
	asking   = []string{"login", "push", "browse", "search"}
)

// honest is what is said where nobody knows more than the class.
func (m *matter) honest() Diagnosis {
	name := m.name()
	switch m.Class {
	case NotFound:
		d := named(name + " is gone").because("The engine has no such object any more. Somebody else removed it, or something that it names is gone.")
		d.ID, d.Clause = Gone, "it is gone"
		return d
	case Conflict:
		d := titled("something else is in the way of " + name).because("The engine can't do both. Its own words say what is in the way.").offer(again("Try again"))
		d.ID, d.Clause = InUse, "something else is in the way"
		return d
	case Forbidden:
		d := titled("the engine does not allow it").because("What was asked for is kept from everybody, or from this user.")
		d.ID = Denied
		return d
	case Invalid:
		d := titled("the engine can't do it like this").because("Something in the settings makes no sense to this engine. Its own words say what.").offer(m.change("Change the settings"))
		d.ID = BadWish
		return d
	case Canceled:
		d := titled("it took too long").because("The time for it was over before the engine was done. It may be done all the same.").offer(again("Try again"))
		d.ID = TooSlow
		return d
	}
	d := titled("the engine refused").because("Nobody here knows this answer. These are the engine's own words.").offer(again("Try again"))
	d.ID = Unclear
	return d
}
