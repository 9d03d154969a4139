package guide_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/internal/help/guide"
)

// What a course on Docker has to cover, row by row: the topics that do, and words
// that must stand in them.
var seed = []struct{ row, topics, words string }{
	{"1", "concept.docker concept.copies page.home page.learn", "shipping containers|The same everywhere|Light|Apart|three containers"},
	{"2", "concept.vm", "kernel|size|start|operating system|wall|made for"},
	{"3", "concept.image concept.layers page.images column.images.repository column.images.tag column.images.id column.images.created column.images.size", "blueprint|docker images|docker history"},
	{"4", "concept.container concept.life tab.changes concept.moving action.container.export", "create|start|remove|save|load|export|docker diff"},
	{"5", "concept.run concept.foreground page.run field.run.image", "name:tag|id from the list|in front"},
	{"6", "concept.dockerfile concept.instructions concept.cmd-entrypoint concept.arg-env", "FROM|WORKDIR|COPY|ADD|RUN|EXPOSE|ENV|ARG|USER|CMD|ENTRYPOINT|python|last one counts|old form|before FROM"},
	{"7.1", "concept.build concept.build-context", "docker build .|the dot"},
	{"7.2", "concept.build concept.tag badge.latest", "-t shop:1|latest"},
	{"7.3", "page.images concept.image", "docker images"},
	{"7.4", "concept.foreground concept.signals tab.terminal", "Ctrl+C"},
	{"7.5", "page.containers column.containers.name concept.names", "docker ps|goofy_mayer"},
	{"7.6", "page.containers list.filter concept.life", "docker ps -a"},
	{"7.7", "action.container.stop concept.signals list.select field.stop.timeout", "TERM|KILL|docker stop"},
	{"7.8", "field.run.publish concept.port", "8080:80"},
	{"7.9", "field.run.detach concept.foreground", "-d"},
	{"7.10", "concept.copies action.container.again", "3000|3001|3002"},
	{"7.11", "action.container.remove concept.cleaning-up field.remove.force", "docker rm|-f"},
	{"7.12", "field.run.rm concept.cleaning-up", "--rm"},
	{"7.13", "field.run.name concept.names", "--name"},
	{"7.14", "action.image.remove action.image.untag badge.in-use", "docker rmi"},
	{"7.15", "concept.pull field.run.pull concept.registry", "docker pull|Docker Hub|pulls by itself"},
	{"7.16", "field.run.interactive field.run.tty tab.terminal action.window.open-terminal concept.troubleshooting", "-it|new* container|docker exec -it"},
	{"7.17", "concept.login", "docker login|registry.example.com"},
	{"7.18", "concept.push action.image.tag", "docker tag"},
	{"7.19", "concept.push", "docker push"},
	{"7.20", "concept.pull concept.registry", "docker pull"},
	{"7.21", "concept.push action.image.untag", "renaming is tagging|docker rmi"},
	{"7.22", "concept.volume field.run.volume", "-v data:/data"},
	{"7.23", "concept.bind field.run.volume field.run.mount", "empty folder|Only `--mount`"},
	{"8", "concept.registry concept.private-registry concept.trusted-images", "Docker Hub|repository|official|ECR|ACR|Artifact Registry"},
	{"9", "concept.compose concept.compose-file concept.compose-commands concept.depends-on page.projects", "services|build|ports|volumes|depends_on|obsolete|docker-compose|up|down|-v|ps|logs|exec|service_healthy"},
	{"10", "concept.network concept.bridge concept.special-networks concept.overlay concept.macvlan page.networks", "bridge|host|none|overlay|macvlan"},
	{"11", "concept.volume concept.bind concept.tmpfs concept.backup page.volumes column.volumes.mountpoint", "tmpfs|tar"},
	{"12", "concept.multi-stage", "AS builder|COPY --from|golang"},
	{"13", "concept.web-apps concept.databases concept.microservices concept.compiled concept.interpreted", "stateless|managed database|by name|JRE|--no-cache-dir"},
	{"14", "concept.good-dockerfile concept.dockerignore concept.build-cache concept.non-root concept.small-images concept.pinned-versions concept.cmd-entrypoint", "official|node_modules|useradd|slim|Prefer COPY|one RUN"},
	{"15", "concept.orchestration concept.rolling-updates", "scheduling|discovery|balancing|health|updates|secrets|settings"},
	{"16", "concept.swarm concept.swarm-nodes concept.swarm-services concept.swarm-or-kubernetes", "docker swarm init|docker swarm join|Managers|Workers|service|task|few features"},
	{"17", "concept.kubernetes concept.kubernetes-objects concept.swarm-or-kubernetes", "control plane|worker|Pod|Service|Deployment|Namespace|much to set up"},
	{"18", "concept.security concept.trusted-images concept.non-root concept.privileges concept.profiles concept.limits concept.socket concept.secrets concept.private-registry field.run.cap-drop field.run.memory field.run.cpus field.run.privileged", "--cap-drop|--memory|--cpus|AppArmor|seccomp|--privileged|socket|TLS|Trivy|Docker Scout|docker scan"},
	{"19", "concept.logs concept.logging-drivers tab.logs field.run.log-driver", "standard output|standard error|docker logs|json-file|journald|syslog|fluentd|splunk|ELK|EFK|Loki"},
	{"20", "concept.stats concept.monitoring concept.health tab.stats", "docker stats|Prometheus|Grafana|cAdvisor|Datadog|Dynatrace"},
	{"21", "concept.ci concept.cd concept.pipeline", "Jenkins|GitLab|GitHub|kubectl|Helm|Argo CD|docker stack deploy"},
	{"22", "concept.overlay concept.macvlan concept.ipv6 concept.discovery concept.ingress", "VXLAN|hardware address|--ipv6|127.0.0.11|Ingress"},
	{"23", "concept.storage-drivers concept.volume-plugins field.volume.driver", "overlay2|btrfs|zfs|NFS|Ceph"},
	{"24", "concept.troubleshooting concept.network-trouble concept.engine-logs tab.inspect tab.logs", "docker exec -it|docker inspect|docker stats|ping|netstat|docker network inspect|journalctl|restart docker"},
}

func TestEveryRowOfTheCourseHasItsTopics(t *testing.T) {
	rows := map[string]bool{}
	for _, s := range seed {
		rows[s.row] = true
		text := ""
		for id := range strings.FieldsSeq(s.topics) {
			topic, ok := guide.ByID(id)
			if !ok {
				t.Errorf("row %s: there is no topic %s", s.row, id)
				continue
			}
			text += topic.Title + "\n" + strings.Join(topic.Commands, "\n") + "\n" + topic.Body
		}
		text = strings.Join(strings.Fields(strings.ToLower(guide.Fill(text, nil))), " ")
		for word := range strings.SplitSeq(s.words, "|") {
			if !strings.Contains(text, strings.ToLower(word)) {
				t.Errorf("row %s: none of its topics says %q", s.row, word)
			}
		}
	}
	for n := 1; n <= 24; n++ {
		if n != 7 && !rows[fmt.Sprint(n)] {
			t.Errorf("row %d is missing", n)
		}
	}
	for n := 1; n <= 23; n++ {
		if !rows[fmt.Sprintf("7.%d", n)] {
			t.Errorf("row 7.%d is missing", n)
		}
	}
}

func TestEveryTopicStandsInOneChapter(t *testing.T) {
	seen := map[string]string{}
	for _, c := range guide.Chapters() {
		if c.ID == "" || c.Title == "" || c.Level == "" || len(c.Topics) == 0 {
			t.Errorf("chapter %+v is not whole", c)
		}
		for _, topic := range c.Topics {
			if other := seen[topic.ID]; other != "" {
				t.Errorf("%s stands in %s and %s", topic.ID, other, c.ID)
			}
			seen[topic.ID] = c.ID
		}
	}
	for _, topic := range guide.All() {
		switch c := seen[topic.ID]; {
		case c == "":
			t.Errorf("%s stands in no chapter", topic.ID)
		case topic.Kind() == "concept" && c == "more":
			t.Errorf("%s has no place in the story of chapters.go", topic.ID)
		}
	}
}

func TestTheGlossaryIsInOrderAndLeadsToTopics(t *testing.T) {
	before := ""
	for _, term := range guide.Glossary {
		if strings.ToLower(term.Word) < before {
			t.Errorf("%q comes after %q", term.Word, before)
		}
		before = strings.ToLower(term.Word)
		if _, ok := guide.ByID(term.Topic); !ok {
			t.Errorf("%s leads to %q, which is no topic", term.Word, term.Topic)
		}
		if n := len(strings.Fields(term.Meaning)); n < 6 || n > 30 {
			t.Errorf("%s is explained in %d words", term.Word, n)
		}
	}
}

func TestTermsAreFoundWhereTheyStandFirst(t *testing.T) {
	text := "An anonymous volume is a volume. Volumes stay, images too."
	var got []string
	for _, m := range guide.Mentions(text) {
		got = append(got, text[m.Start:m.End])
	}
	if strings.Join(got, "|") != "anonymous volume|volume|images" {
		t.Errorf("got %q", got)
	}
}
