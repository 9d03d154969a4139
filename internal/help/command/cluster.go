package command

import "maps"

// The commands that the guide explains and the window doesn't stand for: images
// as files, and many engines as one.
var explained = map[string]verb{
	"docker save": {means: "writes images with their layers and names to a tar file", args: []arg{theImage}, flags: []Flag{
		{"output", "o", "path", "the file on this computer"},
	}},
	"docker load": {means: "reads images from a file that save wrote", flags: []Flag{
		{"input", "i", "path", "the file on this computer"},
	}},
	"docker import": {means: "makes an image of one layer from a tar of files", args: []arg{
		{RoleArgument, "the tar file"}, {RoleImage, "the name that the image gets"}}, flags: []Flag{
		{"message", "m", "text", "a remark that stays with the image"},
	}},

	"docker swarm": {means: "about engines that work as one"},
	"docker swarm init": {means: "makes this engine the first manager of a swarm", flags: []Flag{
		{"advertise-addr", "", "address", "the address at which others reach this engine"},
	}},
	"docker swarm join": {means: "makes this engine a node of a swarm", args: []arg{{RoleArgument, "the address of a manager"}}, flags: []Flag{
		{"token", "", "token", "the pass that join-token printed"},
	}},
	"docker swarm join-token": {means: "prints the command by which another engine joins", args: []arg{{RoleArgument, "as what it joins: worker or manager"}}},
	"docker swarm leave":      {means: "takes this engine out of the swarm", flags: []Flag{{"force", "f", "", "also if it is a manager"}}},

	"docker node":    {means: "about the engines of a swarm"},
	"docker node ls": {means: "lists the engines of the swarm"},

	"docker service":    {means: "about the services of a swarm"},
	"docker service ls": {means: "lists services, and how many copies of each run"},
	"docker service ps": {means: "lists a service's tasks, and the node that each is on", args: []arg{{RoleName, "the service's name"}}},
	"docker service rm": {means: "removes a service and all its containers", args: []arg{{RoleName, "the service's name"}}},
	"docker service create": {means: "orders a service: so many copies of an image, kept alive", tail: true,
		args: []arg{theImage, {RoleArgument, "goes to the program inside"}}, flags: []Flag{
			{"name", "", "name", "the service's name"},
			{"replicas", "", "number", "how many copies there shall be"},
			{"publish", "p", "port", "a port of every node, and the port inside"},
			{"network", "", "network", "a network that the copies are on"},
			{"mode", "", "mode", "replicated, or global for one on each node"},
		}},
	"docker service scale":    {means: "changes how many copies there shall be", args: []arg{{RoleArgument, "the service and the number"}}},
	"docker service rollback": {means: "goes back to what the service was before its last change", args: []arg{{RoleName, "the service's name"}}},
	"docker service update": {means: "changes a service, a few copies at a time", args: []arg{{RoleName, "the service's name"}}, flags: []Flag{
		{"image", "", "name:tag", "the image it shall run"},
		{"replicas", "", "number", "how many copies there shall be"},
	}},
	"docker stack": {means: "about services that one file describes"},
	"docker stack deploy": {means: "makes or changes the services of a compose file", args: []arg{{RoleName, "the name for all of them"}}, flags: []Flag{
		{"compose-file", "c", "path", "the file"},
	}},
}

func init() { maps.Copy(verbs, explained) }
