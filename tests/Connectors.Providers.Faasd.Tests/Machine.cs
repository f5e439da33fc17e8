namespace Connectors.Providers.Faasd.Tests;

/// <summary>What tests that run containers need of the machine.</summary>
internal static class Machine
{
    /// <summary>Skips the test where one of the programs is missing or we are not root.</summary>
    public static void Needs(params ReadOnlySpan<string> programs)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Containers and networks need root.");
        foreach (var program in programs)
            Assert.SkipUnless(Paths(program).Any(File.Exists), $"{program} is not on this machine; ./test.sh installs it.");
    }

    private static IEnumerable<string> Paths(string program) =>
        Path.IsPathRooted(program) ? [program] : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, program));
}
