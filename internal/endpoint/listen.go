package endpoint

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// damaged is closed when the state has turned out to be damaged.
func (s *Server) damaged() <-chan struct{} {
	if s.options.Store == nil {
		return nil
	}
	return s.options.Store.Damaged()
}

// Limits of the HTTP server.
const (
	maxConnections    = 512
	maxHeaderBytes    = 64 << 10
	readHeaderTimeout = grace
	readTimeout       = time.Minute
	writeTimeout      = 2 * time.Minute
	idleTimeout       = 2 * time.Minute
	stopTimeout       = 10 * time.Second
)

// Serve answers requests on a listener, and does the background work, until
// the context ends. Requests under way are then answered, within ten seconds,
// but for those whose client is too slow, and what is ready for delivery is
// delivered.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	return s.serve(ctx, newGate(listener, maxConnections, s.clock))
}

func (s *Server) serve(ctx context.Context, gate *gate) error {
	server := http.Server{
		Handler:           s,
		MaxHeaderBytes:    maxHeaderBytes,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		ErrorLog:          slog.NewLogLogger(s.options.Log.Handler(), slog.LevelDebug),
		ConnState:         gate.changed,
		ConnContext:       withConn,
		// Requests end by themselves; the end of ctx stops only new ones.
		BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
	server.RegisterOnShutdown(s.tails.stop) // they would go on for hours
	background, stopBackground := context.WithCancel(context.WithoutCancel(ctx))
	var work sync.WaitGroup
	work.Go(func() { s.Run(background) })
	defer work.Wait()
	defer stopBackground()

	failed := make(chan error, 1)
	go func() { failed <- server.Serve(gate) }()
	select {
	case err := <-failed:
		return err
	case <-s.damaged():
		return errors.Join(s.options.Store.Err(), server.Close())
	case <-ctx.Done():
	}
	s.options.Log.Debug("stopping")
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	impatient := time.AfterFunc(patience, gate.dismiss)
	defer impatient.Stop()
	err := server.Shutdown(stop)
	if errors.Is(err, context.DeadlineExceeded) {
		err = server.Close()
	}
	stopBackground()
	work.Wait()
	// A sink that does not answer must not hold up the end; its deliveries
	// stay in the state.
	if err := s.drain(stop, maxCouriers); err != nil {
		s.options.Log.Warn("work is left for the next start", "error", err)
	}
	return err
}
