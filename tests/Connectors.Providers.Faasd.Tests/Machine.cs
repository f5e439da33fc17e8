namespace Connectors.Providers.Faasd.Tests;

/// <summary>What tests that run containers need of the machine.</summary>
internal static class Machine
{
    // Continuous integration has all of it: there a test that would be skipped for want of something fails.
    private static readonly bool IsRequired = Environment.GetEnvironmentVariable("CONNECTORS_TEST_MACHINE") == "required";

    /// <summary>Skips the test where one of the programs is missing or we are not root.</summary>
    public static void Needs(params ReadOnlySpan<string> programs)
    {
        Needs(Environment.IsPrivilegedProcess, "Containers and networks need root.");
        foreach (var program in programs)
            Needs(Paths(program).Any(File.Exists), $"{program} is not on this machine; ./test.sh installs it.");
    }

    /// <summary>Skips the test where something is not so.</summary>
    public static void Needs(bool isSo, string otherwise)
    {
        if (IsRequired)
            Assert.True(isSo, otherwise);
        else
            Assert.SkipUnless(isSo, otherwise);
    }

    private static IEnumerable<string> Paths(string program) =>
        Path.IsPathRooted(program) ? [program] : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, program));
}
