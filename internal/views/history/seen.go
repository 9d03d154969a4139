package history

import (
	"github.com/dockdesk/dockdesk/internal/engine/files"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/help/command"
)

// FromEvent is the command that most likely caused an event, and a sentence
// that says what happened. ok is false for what no command asked for, and for
// the events that only accompany another one (a stop tells kill, die and stop).
func FromEvent(ev object.Event) (cmd command.Command, words string, ok bool) {
	name := ev.Name
	if name == "" {
		name = object.ShortID(ev.ID)
	}
	switch ev.Kind {
	case object.KindContainer:
		return containerEvent(ev, name)
	case object.KindVolume:
		return volumeEvent(ev, name)
	case object.KindNetwork:
		return networkEvent(ev, name)
	case object.KindImage:
		return imageEvent(ev, name)
	}
	return command.Command{}, "", false
}

func containerEvent(ev object.Event, name string) (command.Command, string, bool) {
	if files.IsHelper(name) { // what it is for has a line of its own
		return command.Command{}, "", false
	}
	switch ev.Action {
	case "start":
		return command.StartContainers(name), name + " started.", true
	case "stop":
		return command.StopContainers(command.DefaultTimeout, name), name + " was stopped.", true
	case "restart":
		return command.RestartContainers(command.DefaultTimeout, name), name + " was restarted.", true
	case "pause":
		return command.PauseContainers(name), name + " was paused.", true
	case "unpause":
		return command.UnpauseContainers(name), name + " goes on.", true
	case "rename":
		old := ev.Attributes["oldName"]
		if len(old) > 0 && old[0] == '/' {
			old = old[1:]
		}
		return command.RenameContainer(old, name), old + " is now called " + name + ".", true
	case "destroy", "remove":
		return command.RemoveContainers(false, false, name), name + " was removed.", true
	}
	return command.Command{}, "", false
}

func volumeEvent(ev object.Event, name string) (command.Command, string, bool) {
	switch ev.Action {
	case "create":
		return command.CreateVolume(command.NewVolume{Name: name}), "The volume " + object.ShortID(name) + " was made.", true
	case "destroy":
		return command.RemoveVolumes(name), "The volume " + object.ShortID(name) + " was removed.", true
	}
	return command.Command{}, "", false
}

func networkEvent(ev object.Event, name string) (command.Command, string, bool) {
	switch ev.Action {
	case "create":
		return command.CreateNetwork(command.NewNetwork{Name: name}), "The network " + name + " was made.", true
	case "destroy", "remove":
		return command.RemoveNetworks(name), "The network " + name + " was removed.", true
	}
	return command.Command{}, "", false
}

func imageEvent(ev object.Event, name string) (command.Command, string, bool) {
	switch ev.Action {
	case "untag", "delete":
		return command.RemoveImages(false, name), "The image " + name + " lost a name or was removed.", true
	}
	return command.Command{}, "", false
}
