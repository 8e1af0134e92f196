package store

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"

	"candor.dev/candor/internal/domain/problem"
)

// sealer keeps secrets of other systems readable only with the key file, which is not in the
// database. The name of the place is sealed with the value, so two rows cannot be swapped.
type sealer struct{ key []byte }

func (s sealer) aead() (cipher.AEAD, error) {
	if len(s.key) != 32 {
		return nil, errors.New("the store was opened without a key")
	}
	sub, err := hkdf.Key(sha256.New, s.key, nil, "candor seal", 32)
	if err != nil {
		return nil, fmt.Errorf("derive the sealing key: %w", err)
	}
	block, err := aes.NewCipher(sub)
	if err != nil {
		return nil, fmt.Errorf("make the cipher: %w", err)
	}
	return cipher.NewGCM(block)
}

func (s sealer) seal(place, secret string) (string, error) {
	aead, err := s.aead()
	if err != nil {
		return "", err
	}
	nonce := make([]byte, aead.NonceSize())
	_, _ = rand.Read(nonce) // Never returns an error.
	return base64.RawStdEncoding.EncodeToString(aead.Seal(nonce, nonce, []byte(secret), []byte(place))), nil
}

func (s sealer) open(place, sealed string) (string, error) {
	aead, err := s.aead()
	if err != nil {
		return "", err
	}
	raw, err := base64.RawStdEncoding.DecodeString(sealed)
	if err != nil || len(raw) < aead.NonceSize() {
		return "", fmt.Errorf("the secret at %s is damaged", place)
	}
	plain, err := aead.Open(nil, raw[:aead.NonceSize()], raw[aead.NonceSize():], []byte(place))
	if err != nil {
		return "", fmt.Errorf("the secret at %s cannot be opened with this key", place)
	}
	return string(plain), nil
}

// Derive makes a key for one purpose from the installation's key: the same in every process.
func (s *Store) Derive(purpose string) ([]byte, error) {
	if len(s.seal.key) != 32 {
		return nil, errors.New("the store was opened without a key")
	}
	return hkdf.Key(sha256.New, s.seal.key, nil, "candor "+purpose, 32)
}

const keyCheck = "key_check"

// CheckKey makes sure that the key is the one that this database was begun with; a new
// database remembers it. Conflict when it is another one.
func (s *Store) CheckKey(ctx context.Context) error {
	return s.Write(ctx, func(tx *Tx) error {
		var sealed string
		version, err := tx.Setting(keyCheck, &sealed)
		if err != nil {
			return err
		}
		if version == 0 {
			if sealed, err = s.seal.seal(keyCheck, keyCheck); err != nil {
				return err
			}
			return tx.SaveSetting(keyCheck, 0, sealed)
		}
		if _, err := s.seal.open(keyCheck, sealed); err != nil {
			return problem.Conflict("The key file does not belong to this database.").
				Next("Put the key file back that was there when the database was begun, or name it with --key-file.").Because(err)
		}
		return nil
	})
}

// HasKeyCheck says whether the database was begun with a key: then a missing key file is an
// error, and no new one may be made in its place.
func (s *Store) HasKeyCheck(ctx context.Context) (has bool, err error) {
	err = s.Read(ctx, func(v *View) error {
		var sealed string
		version, err := v.Setting(keyCheck, &sealed)
		has = version > 0
		return err
	})
	return has, err
}

// UseKey gives the store the installation's key of 32 bytes; to be called once, before use.
func (s *Store) UseKey(key []byte) { s.seal = sealer{key: key} }
