using Connectors.TestServers;

namespace Connectors.Watchdog.Native.Tests.Images;

/// <summary>The images of samples/images, built on bases made of this machine's programs, run by containerd and called.</summary>
public sealed class SampleImageTests
{
    private const string Image = "localhost/sample", Base = "localhost/base";

    [Fact]
    public async Task A_shell_script()
    {
        using var images = await ImageStore.MakeAsync();
        using (var local = new LocalBase().WithBusybox("sh", "tr"))
            await images.ImportAsync(Base, local.Path);
        await images.BuildAsync(Image, Samples.Dockerfile("shell"), Samples.Folder("shell"), Base);
        await using var container = await Container.RunAsync(images, Image);
        Assert.Equal("HELLO", await container.PostAsync("hello"));
        Assert.Equal(0, await container.TerminateAsync());
        Assert.Contains("Exiting. Active connections: 0", container.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_in_Node()
    {
        using var images = await ImageStore.MakeAsync();
        using (var local = await new LocalBase().WithProgramAsync("/usr/bin/node", "node"))
            await images.ImportAsync(Base, local.Path);
        await images.BuildAsync(Image, Samples.Dockerfile("node"), Samples.Folder("node"), Base);
        await using var container = await Container.RunAsync(images, Image);
        Assert.Equal("node POST /a?b=c: hello", await container.PostAsync("hello", "/a?b=c"));
        Assert.Equal(0, await container.TerminateAsync());
    }

    [Fact]
    public async Task A_server_in_Python()
    {
        using var images = await ImageStore.MakeAsync();
        var program = new FileInfo("/usr/bin/python3").ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        using (var local = await new LocalBase().WithProgramAsync(program, "python3"))
        {
            await local.WithFolderAsync("/usr/lib/" + Path.GetFileName(program));
            await images.ImportAsync(Base, local.Path);
        }
        await images.BuildAsync(Image, Samples.Dockerfile("python"), Samples.Folder("python"), Base);
        await using var container = await Container.RunAsync(images, Image);
        Assert.Equal("python /a: hello", await container.PostAsync("hello", "/a"));
        Assert.Equal(0, await container.TerminateAsync());
    }

    [Fact]
    public async Task A_handler_in_CSharp()
    {
        using var images = await ImageStore.MakeAsync();
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var dotnet = Path.GetFullPath(Path.Combine(runtime, "../../.."));
        using (var local = await new LocalBase().WithProgramAsync(Path.Combine(dotnet, "dotnet"), "dotnet-host"))
        {
            foreach (var part in new[] { "dotnet", "host", "shared" })
                await local.WithFolderAsync(Path.Combine(dotnet, part));
            File.CreateSymbolicLink(Path.Combine(local.Path, "usr/bin/dotnet"), Path.Combine(dotnet, "dotnet"));
            await images.ImportAsync(Base, local.Path);
        }
        using (var context = new TempDirectory("context"))
        {
            var output = Directory.CreateDirectory(context.Below("out")).FullName;
            foreach (var file in Directory.EnumerateFiles(Samples.CSharpHandler))
                File.Copy(file, Path.Combine(output, Path.GetFileName(file)));
            await images.BuildAsync(Image, Samples.Dockerfile("csharp"), context.Path, Base);
        }
        await using var container = await Container.RunAsync(images, Image);
        Assert.Equal("olleh", await container.PostAsync("hello"));
        Assert.Equal(0, await container.TerminateAsync());
    }

    [Fact]
    public async Task A_site_from_an_image_that_holds_nothing_else()
    {
        using var images = await ImageStore.MakeAsync();
        await images.BuildAsync(Image, Samples.Dockerfile("site"), Samples.Folder("site"));
        await using var container = await Container.RunAsync(images, Image);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Samples.Folder("site"), "public/index.html"), RunningBinary.Token), await container.Client.GetStringAsync("/", RunningBinary.Token));
        Assert.Equal(0, await container.TerminateAsync());
    }
}
