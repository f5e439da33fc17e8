using System.Security.Cryptography;
using System.Text;

namespace Connectors.Providers.Faasd.Installing;

/// <summary>
/// A unit as a file. Its first line says what we have written below it, so that what somebody has changed since is seen. For one caller at a time.
/// </summary>
/// <param name="path">Where it is.</param>
/// <param name="text">What it is to say.</param>
public sealed class UnitFile(string path, string text)
{
    private const string Mark = "# Written by connectors faasd install ";

    /// <summary>The unit of the hub.</summary>
    /// <param name="folder">Where units are, e.g. <c>/etc/systemd/system</c>.</param>
    /// <param name="options">What it runs.</param>
    /// <exception cref="ArgumentException">A path cannot stand in a unit; the message says which.</exception>
    public static UnitFile OfHub(string folder, UnitOptions options) => new(System.IO.Path.Combine(folder, HostUnits.HubName), HostUnits.Hub(options));

    /// <summary>Where it is.</summary>
    public string Path => path;

    /// <summary>What is written, with its first line.</summary>
    public string Text { get; } = Marked(text);

    /// <summary>What is there now, compared with what is to be.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public UnitState State()
    {
        if (!File.Exists(path))
            return UnitState.Missing;
        var there = File.ReadAllText(path);
        if (there == Text)
            return UnitState.Same;
        var end = there.IndexOf('\n');
        return end >= 0 && there == Marked(there[(end + 1)..]) ? UnitState.Older : UnitState.Changed;
    }

    /// <summary>Writes it, whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written; what was there stays.</exception>
    public void Write()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        var unfinished = path + ".new";
        File.WriteAllText(unfinished, Text);
        File.Move(unfinished, path, overwrite: true);
    }

    /// <summary>Keeps what is there under another name.</summary>
    /// <returns>That name.</returns>
    /// <exception cref="IOException">It cannot be kept.</exception>
    public string KeepOld()
    {
        for (var number = 1; ; number++)
        {
            var kept = $"{path}.old{(number == 1 ? "" : number)}";
            if (File.Exists(kept))
                continue;
            File.Copy(path, kept);
            return kept;
        }
    }

    private static string Marked(string text) => $"{Mark}({Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8))}); change it by 'systemctl edit', which a later install leaves alone.\n{text}";
}

/// <summary>What is where a unit is to be.</summary>
public enum UnitState
{
    /// <summary>Nothing.</summary>
    Missing,

    /// <summary>Just what is to be there.</summary>
    Same,

    /// <summary>What an earlier install has written.</summary>
    Older,

    /// <summary>Something that somebody else has written or changed.</summary>
    Changed,
}
