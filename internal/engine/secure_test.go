//go:build unix

package engine_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine"
	"github.com/dockdesk/dockdesk/test/realengine"
)

// authority makes certificates.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{}
	der, key := a.sign(t, &x509.Certificate{IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign})
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	a.certificate, a.key = certificate, key
	return a
}

// sign completes a template and signs it; an authority's own is the first.
func (a *authority) sign(t *testing.T, template *x509.Certificate) ([]byte, *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template.SerialNumber = big.NewInt(time.Now().UnixNano())
	template.Subject = pkix.Name{CommonName: "DockDesk test"}
	template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	parent, signer := a.certificate, a.key
	if parent == nil {
		parent, signer = template, key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		t.Fatal(err)
	}
	return der, key
}

// writeClientFiles makes a certificate directory as DOCKER_CERT_PATH names it.
func (a *authority) writeClientFiles(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	der, key := a.sign(t, &x509.Certificate{ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	keyDER, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	a.writeCertificate(t, filepath.Join(dir, "ca.pem"))
	for name, block := range map[string]pem.Block{
		"cert.pem": {Type: "CERTIFICATE", Bytes: der},
		"key.pem":  {Type: "EC PRIVATE KEY", Bytes: keyDER},
	} {
		writeFile(t, filepath.Join(dir, name), string(pem.EncodeToMemory(&block)))
	}
	return dir
}

// writeCertificate writes the authority's own.
func (a *authority) writeCertificate(t *testing.T, path string) {
	t.Helper()
	writeFile(t, path, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.certificate.Raw})))
}

// startTLS puts TLS with client certificates before an engine, as dockerd
// --tlsverify does, and returns the address.
func (a *authority) startTLS(t *testing.T, eng *realengine.Engine) (address string) {
	t.Helper()
	der, key := a.sign(t, &x509.Certificate{IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}})
	clients := x509.NewCertPool()
	clients.AddCert(a.certificate)
	server := httptest.NewUnstartedServer(passTo(eng))
	server.TLS = &tls.Config{
		Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    clients,
	}
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // refusals are what is tested
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

func passTo(eng *realengine.Engine) http.Handler {
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: "engine"})
	proxy.Transport = &http.Transport{
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", eng.Socket())
		},
	}
	return proxy
}

func TestTLSFromTheEnvironment(t *testing.T) {
	real := realengine.Shared(t)
	cleanEnvironment(t)
	ours, theirs := newAuthority(t), newAuthority(t)
	options := engine.Options{Host: "tcp://" + ours.startTLS(t, real)}

	wantReason(t, options, engine.ReasonTLS) // plainly, where TLS is spoken

	t.Setenv("DOCKER_TLS_VERIFY", "1")
	files := ours.writeClientFiles(t)
	t.Setenv("DOCKER_CERT_PATH", files)
	if _, err := connect(t, options).Info(t.Context()); err != nil {
		t.Error(err)
	}

	t.Setenv("DOCKER_CERT_PATH", theirs.writeClientFiles(t))
	wantReason(t, options, engine.ReasonTLS) // we don't trust it

	for _, name := range []string{"cert.pem", "key.pem"} {
		if err := os.Remove(filepath.Join(files, name)); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("DOCKER_CERT_PATH", files)
	wantReason(t, options, engine.ReasonTLS) // it doesn't trust us

	writeFile(t, filepath.Join(files, "ca.pem"), "nonsense")
	wantReason(t, options, engine.ReasonTLS)
	t.Setenv("DOCKER_CERT_PATH", t.TempDir())
	wantReason(t, options, engine.ReasonTLS) // no files at all
}

func TestTLSWhereNoneIsSpoken(t *testing.T) {
	cleanEnvironment(t)
	t.Setenv("DOCKER_TLS", "1")
	t.Setenv("DOCKER_CERT_PATH", newAuthority(t).writeClientFiles(t))
	_, options := startFake(t, "1.24", "1.41") // a plain engine needs no more than to answer
	wantReason(t, options, engine.ReasonTLS)
}

func TestTLSFromAContext(t *testing.T) {
	real := realengine.Shared(t)
	configDir := cleanEnvironment(t)
	ours := newAuthority(t)
	address, files := ours.startTLS(t, real), ours.writeClientFiles(t)
	create := func(name, material string) {
		t.Helper()
		real.Docker(t, "--config", configDir, "context", "create", name, "--docker", "host=tcp://"+address+material)
	}
	own := fmt.Sprintf(",cert=%[1]s/cert.pem,key=%[1]s/key.pem", files)
	create("verified", ",ca="+files+"/ca.pem"+own)
	create("unverified", ",skip-tls-verify=true"+own)
	create("untrusting", own)

	for _, name := range []string{"verified", "unverified"} {
		e := connect(t, engine.Options{Context: name})
		if _, err := e.Info(t.Context()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if e.Context() != name || e.Endpoint() != "tcp://"+address {
			t.Errorf("connected to %s by %s", e.Endpoint(), e.Context())
		}
	}
	wantReason(t, engine.Options{Context: "untrusting"}, engine.ReasonTLS)
}

// fakeSSH puts a program called ssh first in PATH. It stands for the program,
// the network and the far end's shell, of which there are none here; what it
// runs is the real docker command.
func fakeSSH(t *testing.T, script string) {
	t.Helper()
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "ssh"), "#!/bin/sh\nfor command; do :; done\n"+script+"\n")
	if err := os.Chmod(filepath.Join(dir, "ssh"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
}

func TestSSHReachesTheEngine(t *testing.T) {
	real := realengine.Shared(t)
	cleanEnvironment(t)
	fakeSSH(t, `DOCKER_HOST=`+real.Host()+` exec sh -c "$command"`)
	for _, host := range []string{"ssh://me@lab", "ssh://lab" + real.Socket()} {
		e := connect(t, engine.Options{Host: host})
		info, err := e.Info(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(real.Host(), "unix://"+strings.TrimSuffix(info.RootDir, "data")) {
			t.Errorf("%s leads to the engine in %s", host, info.RootDir)
		}
		if e.Endpoint() != host {
			t.Errorf("the endpoint is %s, want %s", e.Endpoint(), host)
		}
	}
}

func TestWhatGoesWrongBehindSSH(t *testing.T) {
	for want, script := range map[engine.Reason]string{
		engine.ReasonNoSocket:     `DOCKER_HOST=unix:///nonexistent/docker.sock exec sh -c "$command"`,
		engine.ReasonStopped:      `DOCKER_HOST=tcp://` + freeAddress(t) + ` exec sh -c "$command"`,
		engine.ReasonNotInstalled: `PATH=/nonexistent; $command`,
		engine.ReasonSSH:          `echo 'me@lab: Permission denied (publickey).' >&2; exit 255`,
		// As Debian's docker command prints it; root is never refused.
		engine.ReasonPermission: `echo 'failed to open the raw stream connection: dial unix /var/run/docker.sock: connect: permission denied' >&2; exit 1`,
	} {
		t.Run(string(want), func(t *testing.T) {
			cleanEnvironment(t)
			fakeSSH(t, script)
			wantReason(t, engine.Options{Host: "ssh://lab"}, want)
		})
	}
	t.Run("no ssh program", func(t *testing.T) {
		cleanEnvironment(t)
		t.Setenv("PATH", t.TempDir())
		wantReason(t, engine.Options{Host: "ssh://lab"}, engine.ReasonSSH)
	})
}
