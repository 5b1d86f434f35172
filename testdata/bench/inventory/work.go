package inventory

// Job is a piece of work.
type Job struct {
	Name string
	Run  func(stop <-chan struct{}) error
	done chan error
}

// Scheduler runs jobs.
type Scheduler struct {
	jobs    chan *Job
	stop    chan struct{}
	results []Result
	store   *Store
}

// Result is how a job ended.
type Result struct {
	Name string
	Err  error
}

// NewScheduler starts workers.
func NewScheduler(store *Store, workers int) *Scheduler {
	s := &Scheduler{jobs: make(chan *Job, workers), stop: make(chan struct{}), store: store}
	for i := range workers {
		go s.work(i)
	}
	return s
}

func (s *Scheduler) work(id int) {
	for {
		select {
		case job, ok := <-s.jobs:
			if !ok {
				return
			}
			s.store.log.Log("worker %d runs %s", id, job.Name)
			job.done <- s.run(job)
		case <-s.stop:
			return
		}
	}
}

func (s *Scheduler) run(job *Job) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = &HookError{Added, cause}
		}
	}()
	return job.Run(s.stop)
}

// Submit runs a function later and returns where its error arrives.
func (s *Scheduler) Submit(name string, run func() error) <-chan error {
	done := make(chan error, 1)
	job := &Job{Name: name, done: done, Run: func(stop <-chan struct{}) error {
		select {
		case <-stop:
			return nil
		default:
			return run()
		}
	}}
	select {
	case s.jobs <- job:
	case <-s.stop:
		close(done)
	}
	return done
}

// Import adds items from lines of name, price and tags.
func (s *Scheduler) Import(lines []string) (added int, errs []error) {
	var pending []<-chan error
	for n, line := range lines {
		fields := split(line, ',')
		if len(fields) < 2 {
			errs = append(errs, SyntaxError{n, "too few fields"})
			continue
		}
		pending = append(pending, s.Submit(fields[0], func() error {
			price, err := parseMoney(fields[1])
			if err != nil {
				return err
			}
			_, err = s.store.Add(fields[0], price, fields[2:]...)
			return err
		}))
	}
	for _, c := range pending {
		if err := <-c; err != nil {
			errs = append(errs, err)
			continue
		}
		added++
	}
	return added, errs
}

func split(s string, sep byte) (fields []string) {
	start := 0
	for i := 0; i < len(s); i++ {
		if s[i] == sep {
			fields = append(fields, s[start:i])
			start = i + 1
		}
	}
	return append(fields, s[start:])
}

func parseMoney(s string) (Money, error) {
	var m Money
	point := -1
	for i, c := range s {
		switch {
		case c == '.' && point < 0:
			point = i
		case '0' <= c && c <= '9':
			m = m*10 + Money(c-'0')
		default:
			return 0, SyntaxError{Pos: i, Msg: "not a price: " + s}
		}
	}
	if point < 0 {
		m *= 100
	}
	return m, nil
}

// Close stops all workers.
func (s *Scheduler) Close() {
	close(s.stop)
	s.results = nil
}
