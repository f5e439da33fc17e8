using System.Reflection;
using System.Runtime.InteropServices;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Gateway.Answers;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.About;

/// <summary><c>GET /system/info</c>: who is here, in which version.</summary>
internal sealed class InfoEndpoint(FunctionProvider provider)
{
    private static readonly VersionContract own = Version(typeof(InfoEndpoint).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "");

    /// <summary>This release.</summary>
    public static string Release => own.Release;

    public Task Get(HttpContext context)
    {
        var its = provider.Info;
        var info = new SystemInfo(new ProviderInfoContract(its.Name, its.Orchestration, Version(its.Version)), own, Architecture());
        return JsonAnswer.Write(context, info, OpenFaasJson.Default.SystemInfo);
    }

    private static VersionContract Version(string text)
    {
        var plus = text.IndexOf('+');
        return plus < 0 ? new(text, "") : new(text[..plus], text[(plus + 1)..]);
    }

    private static string Architecture() => RuntimeInformation.ProcessArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        System.Runtime.InteropServices.Architecture.Arm => "arm",
        var other => other.ToString().ToLowerInvariant(),
    };
}
