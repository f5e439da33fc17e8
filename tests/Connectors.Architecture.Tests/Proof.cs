namespace Connectors.Architecture.Tests;

/// <summary>Fails with every fault in full, a line each.</summary>
internal static class Proof
{
    public static void NoFaults(IEnumerable<string> faults)
    {
        var all = faults.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }
}
