using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Connectors.Gateway.Clients;

namespace Connectors.Gateway.Access;

/// <summary>
/// Counts different wrong secrets by the client that showed them. Who has shown so many within a window is to wait for its end, whatever it shows:
/// were a right one let in meanwhile, the pause would only tell the guesser which it is. A right one otherwise clears the count. The same wrong one
/// again is no guess: a program whose password is old, or newer than ours, shuts nobody out. Memory is bounded: of too many clients those that began first
/// are forgotten. Thread-safe.
/// </summary>
/// <param name="attempts">So many different wrong ones are looked at; 0: all.</param>
/// <param name="window">Counted from the first wrong one.</param>
/// <param name="time">The clock.</param>
internal sealed class LoginThrottle(int attempts, TimeSpan window, TimeProvider time)
{
    /// <summary>How many clients are remembered.</summary>
    public const int MostClients = 16_384;

    private readonly Lock gate = new();
    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);
    private readonly Dictionary<IPAddress, Failures> clients = [];
    // In the order of their beginning, which is that of their end. What was cleared meanwhile is still here.
    private readonly Queue<Failures> byAge = [];

    private sealed class Failures(IPAddress client, long since)
    {
        public IPAddress Client => client;

        public long Since => since;

        public HashSet<long> Shown { get; } = [];
    }

    /// <summary>How many places are taken.</summary>
    public int Remembered
    {
        get
        {
            lock (gate)
                return Math.Max(clients.Count, byAge.Count);
        }
    }

    /// <summary>How long a client is to wait; null when it need not.</summary>
    public TimeSpan? Pause(ClientAddress client)
    {
        lock (gate)
        {
            return clients.TryGetValue(client.Network, out var known) && known.Shown.Count >= attempts && Left(known) is var left && left > TimeSpan.Zero ? left : null;
        }
    }

    /// <summary>Counts a wrong secret; true when this is the one that begins the pause.</summary>
    public bool Fail(ClientAddress client, string secret)
    {
        if (attempts == 0)
            return false;
        var mark = BinaryPrimitives.ReadInt64LittleEndian(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(secret)));
        lock (gate)
        {
            Forget();
            if (!clients.TryGetValue(client.Network, out var known))
            {
                known = new Failures(client.Network, time.GetTimestamp());
                clients.Add(known.Client, known);
                byAge.Enqueue(known);
            }
            return known.Shown.Add(mark) && known.Shown.Count == attempts;
        }
    }

    /// <summary>Forgets a client's wrong secrets, because it has shown the right one.</summary>
    public void Clear(ClientAddress client)
    {
        lock (gate)
            clients.Remove(client.Network);
    }

    private TimeSpan Left(Failures known) => window - time.GetElapsedTime(known.Since);

    // Those whose window has ended, and where there is no room for another the oldest.
    private void Forget()
    {
        while (byAge.TryPeek(out var oldest) && (Left(oldest) <= TimeSpan.Zero || byAge.Count >= MostClients))
        {
            byAge.Dequeue();
            if (clients.TryGetValue(oldest.Client, out var known) && ReferenceEquals(known, oldest))
                clients.Remove(oldest.Client);
        }
    }
}
