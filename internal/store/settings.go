package store

import (
	"encoding/json"
	"errors"
	"fmt"
)

// Setting reads the setting under key into dst, which keeps its defaults when nothing is
// stored. It returns the version of the setting: 0 when nothing is stored.
func (v *View) Setting(key string, dst any) (int, error) {
	var raw string
	var version int
	err := v.one(`select value, version from settings where key = $1`, []any{key}, &raw, &version)
	if errors.Is(err, errNoRow) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	if err := json.Unmarshal([]byte(raw), dst); err != nil {
		return 0, fmt.Errorf("decode the setting %s: %w", key, err)
	}
	return version, nil
}

// SaveSetting stores a setting over the given version; Stale when it changed meanwhile.
func (tx *Tx) SaveSetting(key string, version int, value any) error {
	raw, err := asJSON(value)
	if err != nil {
		return err
	}
	return tx.save(version, `insert into settings (key, value, version, updated_at) values ($1, $2, 1, $3)
		on conflict (key) do update set value = $2, version = settings.version + 1, updated_at = $3
		where settings.version = $4`, key, raw, tx.now.UnixMicro(), version)
}
