package pgcluster

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// errMissing is the one sentence for a machine without PostgreSQL.
var errMissing = errors.New("PostgreSQL's server programs are missing: install them (Debian: apt-get install postgresql; Fedora: dnf install postgresql-server; macOS: brew install postgresql), or set TEST_POSTGRES_URL")

// binaries finds the folder with initdb and postgres: Debian's, the newest first, then PATH,
// then what pg_config says.
func binaries() (string, error) {
	folders, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		return "", fmt.Errorf("look for PostgreSQL: %w", err)
	}
	slices.SortFunc(folders, func(a, b string) int { return release(b) - release(a) })
	if path, err := exec.LookPath("initdb"); err == nil {
		folders = append(folders, filepath.Dir(path))
	}
	if out, err := exec.Command("pg_config", "--bindir").Output(); err == nil {
		folders = append(folders, strings.TrimSpace(string(out)))
	}
	for _, dir := range folders {
		if isFile(filepath.Join(dir, "initdb")) && isFile(filepath.Join(dir, "postgres")) {
			return dir, nil
		}
	}
	return "", errMissing
}

// release reads 15 out of /usr/lib/postgresql/15/bin.
func release(dir string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(dir))) // Anything else sorts last.
	return n
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// credential is the user that the server runs as: ourselves, except that PostgreSQL refuses
// root.
func credential() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("read the user %s: %w", name, err)
		}
		gid, err := strconv.ParseUint(u.Gid, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("read the user %s: %w", name, err)
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("PostgreSQL refuses to run as root and there is no user named postgres: create one, or run the tests as an ordinary user")
}

// disk is where clusters lie. It is /tmp rather than TMPDIR: the path of a unix socket may have
// 107 bytes, and another user must be able to enter.
func disk() string {
	if info, err := os.Stat("/tmp"); err == nil && info.IsDir() {
		return "/tmp"
	}
	return os.TempDir()
}

// memory is a folder in memory with room for many databases, or else disk. On a disk that
// honours fsync, dropping one test database took 650 ms, since it waits for a checkpoint; in
// memory it takes 13 ms with the same settings.
func memory() string {
	const enough = 4 << 30
	var fs syscall.Statfs_t
	if err := syscall.Statfs("/dev/shm", &fs); err == nil && int64(fs.Bavail)*int64(fs.Bsize) >= enough {
		return "/dev/shm"
	}
	return disk()
}

// folder makes the cluster's folder, which belongs to the user that the server runs as.
func folder(base string, as *syscall.Credential) (string, error) {
	dir, err := os.MkdirTemp(base, "candor-pg-")
	if err != nil {
		return "", fmt.Errorf("make a folder for PostgreSQL: %w", err)
	}
	if as == nil {
		return dir, nil
	}
	if err := os.Chown(dir, int(as.Uid), int(as.Gid)); err != nil {
		return "", fmt.Errorf("hand the folder to PostgreSQL's user: %w", err)
	}
	return dir, nil
}

// childrenOf lists the direct children of a process where the system tells (Linux).
func childrenOf(pid int) []int {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err != nil {
		return nil
	}
	var pids []int
	for _, field := range strings.Fields(string(raw)) {
		if n, err := strconv.Atoi(field); err == nil {
			pids = append(pids, n)
		}
	}
	return pids
}
