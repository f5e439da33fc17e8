namespace Connectors.Watchdog.Tests.Upstreams;

/// <summary>A small HTTP server in Perl, which every Debian has; each connection is a process.</summary>
internal sealed class PerlUpstream : IDisposable
{
    private const string Server = """
        use strict; use IO::Socket::INET; $| = 1; $SIG{CHLD} = 'IGNORE';
        if (my $wait = $ENV{START_AFTER}) { until (-e $wait) { select undef, undef, undef, 0.01 } }
        if (my $die = $ENV{DIE_WITH}) { print STDERR "$die\n"; exit 7 }
        my $listen = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $ENV{PORT}, Listen => 64, ReuseAddr => 1) or die "no port: $!";
        print "listening as $$\n";
        while (1) {
          my $c = $listen->accept or next;
          if (my $pid = fork) { close $c; next }
          $c->autoflush(1);
          while (defined(my $line = <$c>)) {
            my ($method, $target) = split ' ', $line;
            my ($head, %h) = ($line);
            while (defined($line = <$c>) and $line ne "\r\n") { $head .= $line; $h{lc $1} = $2 if $line =~ /^([^:]+):\s*(.*?)\r\n/ }
            if ($target eq '/die') { kill KILL => getppid; exit }
            if ($target eq '/quit') { print "going to quit\n"; kill TERM => getppid; exit }
            if ($target eq '/hang') { print "hanging\n"; sleep 1000 }
            if ($target eq '/cut') { print $c "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this"; exit }
            if ($target eq '/drop') { exit }
            my $body = '';
            if (($h{'transfer-encoding'} || '') eq 'chunked') {
              while (my $size = hex(<$c> =~ s/\r\n//r)) { read $c, my $part, $size + 2; $body .= substr $part, 0, $size }
              <$c>;
            } elsif ($h{'content-length'}) { read $c, $body, $h{'content-length'} }
            if ($target eq '/events') {
              print $c "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/event-stream\r\n\r\n";
              for my $n (1 .. 3) { print $c "3\r\n$n\n\n\r\n"; until (-e "$ENV{STEP}$n") { select undef, undef, undef, 0.01 } }
              print $c "0\r\n\r\n"; next;
            }
            if ($target eq '/created') {
              print $c "HTTP/1.1 201 Made It\r\nX-Two: a\r\nX-Two: b\r\nX-OpenFaaS-Internal: watchdog\r\nConnection: X-Hop\r\nX-Hop: secret\r\nKeep-Alive: timeout=9\r\nLocation: http://elsewhere/\r\nContent-Length: 2\r\n\r\nok"; next;
            }
            if ($target eq '/nothing') { print $c "HTTP/1.1 204 No Content\r\n\r\n"; next }
            if ($target eq '/same') { print $c "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n"; next }
            my $answer = "$head\r\n$body";
            print $c "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ", length $answer, "\r\n\r\n";
            print $c $answer unless $method eq 'HEAD';
          }
          exit;
        }
        """;

    public PerlUpstream() => File.WriteAllText(Path.Combine(Folder, "server.pl"), Server);

    public string Folder { get; } = Directory.CreateTempSubdirectory("watchdog-").FullName;

    public Task<RunningWatchdog> StartAsync(Func<WatchdogOptions, WatchdogOptions>? with = null, TimeProvider? time = null, params (string Name, string Value)[] environment)
    {
        var variables = new Dictionary<string, string>(RunningWatchdog.PathOnly);
        foreach (var (name, value) in environment)
            variables[name] = value;
        return RunningWatchdog.StartAsync(
            "perl server.pl",
            options => (with ?? (same => same))(options with { Mode = WatchdogMode.Http, WorkingDirectory = Folder, Environment = variables }),
            time);
    }

    public async Task<RunningWatchdog> StartReadyAsync(Func<WatchdogOptions, WatchdogOptions>? with = null, TimeProvider? time = null, params (string Name, string Value)[] environment)
    {
        var watchdog = await StartAsync(with, time, environment);
        await watchdog.UntilAsync(() => watchdog.Server.IsReady, "the upstream is ready");
        return watchdog;
    }

    public void Touch(string name) => File.WriteAllText(Path.Combine(Folder, name), "");

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
