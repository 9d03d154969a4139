package registry

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"
)

// expiry is when a token says that it ends; zero if it doesn't say so. Tokens of
// most registries are JWT; Amazon's password is JSON in base64.
func expiry(token string) time.Time {
	if parts := strings.Split(token, "."); len(parts) == 3 {
		var claims struct {
			Exp float64 `json:"exp"`
		}
		if raw, err := base64.RawURLEncoding.DecodeString(parts[1]); err == nil && json.Unmarshal(raw, &claims) == nil && claims.Exp > 0 {
			return time.Unix(int64(claims.Exp), 0)
		}
		return time.Time{}
	}
	var amazon struct {
		Payload    string `json:"payload"`
		Expiration int64  `json:"expiration"`
	}
	raw, err := base64.StdEncoding.DecodeString(token)
	if err == nil && json.Unmarshal(raw, &amazon) == nil && amazon.Payload != "" && amazon.Expiration > 0 {
		return time.Unix(amazon.Expiration, 0)
	}
	return time.Time{}
}
