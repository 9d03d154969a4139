package logs

// maxStamp is the most bytes that a time with its blank can have:
// "2006-01-02T15:04:05.123456789+07:00 ".
const maxStamp = 36

// calendar reads the times that the engine puts in front of messages. Most of
// them are of the same day as the one before.
type calendar struct {
	date  [10]byte
	start int64 // of that day, in seconds since 1970
}

// stamp reads the time at the start of a text: nanoseconds since 1970, and how
// many bytes it takes with the blank after it. There is none if size is 0; at is
// 0 for times that don't fit into nanoseconds.
func (c *calendar) stamp(p []byte) (at int64, size int) {
	const seconds = len("2006-01-02T15:04:05")
	if len(p) <= seconds || p[4] != '-' || p[7] != '-' || p[10] != 'T' || p[13] != ':' || p[16] != ':' {
		return 0, 0
	}
	if string(p[:10]) != string(c.date[:]) && !c.day(p) {
		return 0, 0
	}
	hour, minute, second := pair(p[11:]), pair(p[14:]), pair(p[17:])
	if hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60 {
		return 0, 0
	}
	nanos, i := fraction(p, seconds)
	zone, size := offset(p[i:])
	if size == 0 || i+size >= len(p) || p[i+size] != ' ' {
		return 0, 0
	}
	sec := c.start + int64(hour*3600+minute*60+second) - zone
	if sec < -1<<33 || sec > 1<<33 {
		return 0, i + size + 1
	}
	return sec*1e9 + nanos, i + size + 1
}

// day reads a date.
func (c *calendar) day(p []byte) bool {
	century, year, month, day := pair(p), pair(p[2:]), pair(p[5:]), pair(p[8:])
	if century < 0 || year < 0 || month < 1 || month > 12 || day < 1 || day > 31 {
		return false
	}
	copy(c.date[:], p)
	c.start = daysSince1970(century*100+year, month, day) * 86400
	return true
}

// daysSince1970 counts in years that begin in March, so that the day of a leap
// year comes last.
func daysSince1970(year, month, day int) int64 {
	if month <= 2 {
		year--
		month += 12
	}
	days := 365*year + year/4 - year/100 + year/400 + (153*(month-3)+2)/5 + day - 1
	return int64(days) - 719468
}

// pair is the number that two digits make, -1 if they aren't digits.
func pair(p []byte) int {
	a, b := p[0]-'0', p[1]-'0'
	if a > 9 || b > 9 {
		return -1
	}
	return int(a)*10 + int(b)
}

// fraction reads ".123" at i, if it is there, and says where it ends.
func fraction(p []byte, i int) (nanos int64, end int) {
	if p[i] != '.' {
		return 0, i
	}
	unit := int64(1e8)
	for i++; i < len(p) && p[i]-'0' <= 9; i++ {
		nanos += int64(p[i]-'0') * unit
		unit /= 10
	}
	return nanos, i
}

// offset reads "Z" or "+07:00".
func offset(p []byte) (seconds int64, size int) {
	switch {
	case len(p) > 0 && p[0] == 'Z':
		return 0, 1
	case len(p) < 6 || p[0] != '+' && p[0] != '-' || p[3] != ':' || pair(p[1:]) < 0 || pair(p[4:]) < 0:
		return 0, 0
	}
	seconds = int64(pair(p[1:])*3600 + pair(p[4:])*60)
	if p[0] == '-' {
		seconds = -seconds
	}
	return seconds, 6
}
