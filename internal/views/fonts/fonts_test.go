package fonts

import "testing"

func TestAFontOfTheDesktopIsSparedWhereFynesHasTheLetters(t *testing.T) {
	for name, c := range map[string]struct {
		env  map[string]string
		want string
	}{
		"English":                      {map[string]string{"LANG": "en_US.UTF-8"}, "sat:en_US.UTF-8"},
		"German, said in several ways": {map[string]string{"LANG": "en_US.UTF-8", "LANGUAGE": "de_AT:de:en"}, "sat:de_AT:de:en"},
		"Greek":                        {map[string]string{"LC_ALL": "el_GR.UTF-8", "LANG": "ja_JP.UTF-8"}, "sat:el_GR.UTF-8"},
		"Serbian, in Latin":            {map[string]string{"LANG": "sr_RS.UTF-8@latin"}, "sat:sr_RS.UTF-8@latin"},
		"nobody says":                  {nil, "sat"},
		"Japanese":                     {map[string]string{"LANG": "ja_JP.UTF-8"}, ""},
		"Arabic before English":        {map[string]string{"LANG": "en_US.UTF-8", "LANGUAGE": "ar:en"}, ""},
		"Hindi":                        {map[string]string{"LC_MESSAGES": "hi_IN.UTF-8"}, ""},
		"no language":                  {map[string]string{"LANG": "C", "LANGUAGE": "de"}, ""},
		"nonsense":                     {map[string]string{"LANG": "???"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := spared(func(key string) string { return c.env[key] }); got != c.want {
				t.Errorf("LANGUAGE=%q, want %q", got, c.want)
			}
		})
	}
}
