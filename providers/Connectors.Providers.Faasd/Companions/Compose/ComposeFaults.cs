using System.Globalization;

namespace Connectors.Providers.Faasd.Companions.Compose;

/// <summary>Collects what is wrong with a file, and what is merely without effect, each with its line.</summary>
internal sealed class ComposeFaults(string file)
{
    private readonly List<string> faults = [];
    private readonly List<string> remarks = [];

    public IReadOnlyList<string> Faults => faults;

    public IReadOnlyList<string> Remarks => remarks;

    public void Add(long line, string what) => Put(faults, line, what);

    public void Remark(long line, string what) => Put(remarks, line, what);

    private void Put(List<string> where, long line, string what)
    {
        var sentence = string.Create(CultureInfo.InvariantCulture, $"{file}:{line}: {what}");
        if (!where.Contains(sentence))
            where.Add(sentence);
    }
}
