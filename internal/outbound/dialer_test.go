package outbound_test

import (
	"strings"
	"testing"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/outbound"
)

func TestARelayOnThisMachineIsToldTheSettingThatAllowsIt(t *testing.T) {
	t.Parallel()
	err := outbound.NewDialer(outbound.Config{}).CheckServer("127.0.0.1", 25)
	if p := problem.Of(err); p == nil || !strings.Contains(p.Hint, "CANDOR_ALLOW_PRIVATE=127.0.0.1.") {
		t.Errorf("got %+v", p)
	}
}
