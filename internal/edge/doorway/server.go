package doorway

import (
	"net/http"
	"time"
)

// How long a slow client may take. A client that dribbles its header or body gives up its
// connection; streams take the limits off with LongLived.
const (
	ReadHeaderTimeout = 5 * time.Second
	ReadTimeout       = 60 * time.Second
	WriteTimeout      = 60 * time.Second
	IdleTimeout       = 2 * time.Minute
	MaxHeaderBytes    = 32 << 10
)

// Patience gives a server these limits.
func Patience(s *http.Server) {
	s.ReadHeaderTimeout, s.ReadTimeout, s.WriteTimeout = ReadHeaderTimeout, ReadTimeout, WriteTimeout
	s.IdleTimeout, s.MaxHeaderBytes = IdleTimeout, MaxHeaderBytes
}
