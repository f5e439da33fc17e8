using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.FileProviders;

namespace Connectors.Watchdog.Files;

/// <summary>What the library's middleware asks of a host, for there is none here.</summary>
internal sealed class StaticSurroundings(IFileProvider files) : IWebHostEnvironment
{
    public string WebRootPath { get; set; } = "";

    public IFileProvider WebRootFileProvider { get; set; } = files;

    public string ApplicationName { get; set; } = "watchdog";

    public IFileProvider ContentRootFileProvider { get; set; } = files;

    public string ContentRootPath { get; set; } = "";

    public string EnvironmentName { get; set; } = "Production";
}
