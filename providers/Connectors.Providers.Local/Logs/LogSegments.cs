using System.Globalization;

namespace Connectors.Providers.Local.Logs;

/// <summary>The files of one function's log: numbered, each written once from its start to its end, the oldest removed first.</summary>
internal sealed class LogSegments(string directory)
{
    private const string Extension = ".log";

    public string Directory => directory;

    public string Path(long number) => System.IO.Path.Combine(directory, number.ToString("D10", CultureInfo.InvariantCulture) + Extension);

    /// <summary>Numbers of the files there are, oldest first.</summary>
    public IReadOnlyList<long> Existing()
    {
        var numbers = new List<long>();
        if (!System.IO.Directory.Exists(directory))
            return numbers;
        foreach (var path in System.IO.Directory.EnumerateFiles(directory, "*" + Extension))
        {
            if (long.TryParse(System.IO.Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                numbers.Add(number);
        }
        numbers.Sort();
        return numbers;
    }
}

/// <summary>A place in a log: a file and an offset in it.</summary>
internal readonly record struct LogPosition(long Segment, long Offset);
