package app

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// openData makes the data folder, which only its owner may read, and says so when it cannot.
func openData(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return problem.Invalid("data", "The data folder %s cannot be made.", dir).
			Next("Choose a folder that may be written, with --data.").Because(err)
	}
	probe, err := os.CreateTemp(dir, ".write-*")
	if err != nil {
		return problem.Invalid("data", "The data folder %s cannot be written.", dir).
			Next("Choose another one with --data, or change its owner.").Because(err)
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// networkFilesystems are the types (statfs f_type) on which SQLite's locks do not hold.
var networkFilesystems = map[int64]string{0x6969: "NFS", 0xff534d42: "CIFS", 0xfe534d42: "SMB2", 0x517b: "SMB", 0x01021997: "9P"}

// lockFile makes sure that one server uses a SQLite file. The lock ends with the process.
func lockFile(database string) (*os.File, error) {
	dir := filepath.Dir(database)
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err == nil {
		if name, ok := networkFilesystems[int64(st.Type)]; ok {
			return nil, problem.Invalid("db", "%s lies on a network file system (%s), where SQLite can lose data.", database, name).
				Next("Use a local disk, or PostgreSQL.")
		}
	}
	f, err := os.OpenFile(database+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, problem.Invalid("db", "The lock beside %s cannot be written.", database).Because(err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(problem.Conflict("Another Candor server is using %s.", database).
			Next("Stop it first. For several servers at once, use PostgreSQL.").Because(err), f.Close())
	}
	return f, nil
}

// installKey gives the store its key: the file's, or a new one for a new database. A missing
// file beside a database that was begun with one is refused, and nothing is made in its place.
func installKey(ctx context.Context, s *store.Store, path string) error {
	key, err := readKey(path)
	if errors.Is(err, fs.ErrNotExist) {
		began, err := s.HasKeyCheck(ctx)
		if err != nil {
			return err
		}
		if began {
			return problem.Invalid("key_file", "The key file %s is missing, and this database was begun with one.", path).
				Next("Put it back from your backup of the key, or name it with --key-file.")
		}
		key, err = newKey(path)
		if err != nil {
			return err
		}
	} else if err != nil {
		return err
	}
	s.UseKey(key)
	return s.CheckKey(ctx)
}

func readKey(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, problem.Invalid("key_file", "The key file %s can be read by others.", path).Next("Run: chmod 600 " + path)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(raw)))
	if err != nil || len(key) != 32 {
		return nil, problem.Invalid("key_file", "The key file %s does not hold 64 hexadecimal digits.", path).
			Next("Put it back from your backup of the key.")
	}
	return key, nil
}

func newKey(path string) ([]byte, error) {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // Never returns an error.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, problem.Invalid("key_file", "The key file %s cannot be written.", path).Because(err)
	}
	_, err = f.WriteString(hex.EncodeToString(key) + "\n")
	return key, errors.Join(err, f.Sync(), f.Close())
}
