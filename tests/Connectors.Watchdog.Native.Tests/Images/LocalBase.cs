using System.Diagnostics;
using Connectors.TestServers;

namespace Connectors.Watchdog.Native.Tests.Images;

/// <summary>A root directory made of this machine's programs and the libraries they are linked to, in the place of a base that would be pulled.</summary>
internal sealed class LocalBase : IDisposable
{
    private readonly TempDirectory directory = new("base");

    public LocalBase()
    {
        foreach (var folder in new[] { "bin", "tmp", "usr/bin" })
            Directory.CreateDirectory(directory.Below(folder));
    }

    public string Path => directory.Path;

    /// <summary>A static busybox under the names of its programs.</summary>
    public LocalBase WithBusybox(params string[] programs)
    {
        File.Copy("/usr/bin/busybox", directory.Below("bin/busybox"));
        foreach (var program in programs)
            File.CreateSymbolicLink(directory.Below("bin/" + program), "busybox");
        return this;
    }

    /// <summary>A program with its libraries, by a name in /usr/bin.</summary>
    public async Task<LocalBase> WithProgramAsync(string file, string name)
    {
        await ShellAsync("cp -L \"$1\" \"$2/usr/bin/$3\"; { ldd \"$1\" || true; } | grep -o '/[^ ]*' | xargs -r cp -L --parents -t \"$2\"", file, directory.Path, name);
        return this;
    }

    /// <summary>A folder at its own place, with the libraries of what is in it; null what is left out.</summary>
    public async Task<LocalBase> WithFolderAsync(string folder)
    {
        await ShellAsync(
            "tar -C / -cf - \"${1#/}\" | tar -C \"$2\" -xf -; find \"$1\" -name '*.so*' -exec ldd {} + 2>/dev/null | grep -o '=> /[^ ]*' | cut -c4- | sort -u | xargs -r cp -L --parents -t \"$2\"", folder, directory.Path);
        return this;
    }

    public void Dispose() => directory.Dispose();

    private static async Task ShellAsync(string script, params string[] arguments)
    {
        using var shell = Process.Start("sh", ["-c", script, "sh", .. arguments]);
        await shell.WaitForExitAsync(RunningBinary.Token);
        Assert.Equal(0, shell.ExitCode);
    }
}
