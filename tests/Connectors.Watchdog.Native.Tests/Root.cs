using System.Runtime.InteropServices;

namespace Connectors.Watchdog.Native.Tests;

/// <summary>Namespaces, root directories and containers are root's to make.</summary>
internal static partial class Root
{
    public static void Require() => Assert.SkipUnless(EffectiveUser() == 0, "Only root may make what this test needs: run it as root.");

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();
}
