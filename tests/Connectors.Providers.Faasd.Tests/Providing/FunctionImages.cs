using System.Text.Json.Nodes;
using Connectors.Core.Functions;
using Connectors.TestServers.Registries;
using Connectors.TestServers.Watchdogs;

namespace Connectors.Providers.Faasd.Tests.Providing;

/// <summary>Functions made of the static watchdog and busybox, and the registry that has them.</summary>
internal static class FunctionImages
{
    private const string Image = "function";

    /// <summary>An image that runs whatever command the deployment names.</summary>
    public static ImageBuild Build()
    {
        var image = ImageBuild.OfBusybox();
        image.AddLayer(tar => tar.Program("bin/fwatchdog", File.ReadAllBytes(WatchdogBinary.Path)));
        image.AddLayer(tar =>
        {
            foreach (var name in new[] { "tr", "wget", "nslookup", "env", "kill", "nc", "mount", "stat", "yes", "tail" })
                tar.Link("bin/" + name, "busybox");
        });
        image.Process["Cmd"] = new JsonArray("fwatchdog");
        // It stops at once when it is asked to: nobody calls it any more.
        image.Process["Env"] = new JsonArray("PATH=/bin", "healthcheck_interval=0s", "prefix_logs=false", "secret_mount_path=/var/openfaas/secrets");
        return image;
    }

    /// <summary>Puts it into a registry, under the tag 1.</summary>
    public static Task PushAsync(RegistryServer registry) => registry.PushAsync(Image, "1", Build());

    public static string In(RegistryServer registry) => $"{registry.Host}/{Image}:1";

    public static FunctionDeployment Shell(string image, string name, string script, params (string Key, string Value)[] variables) => new()
    {
        Service = name,
        Image = image,
        EnvProcess = $"sh -c '{script}'",
        EnvVars = variables.Length == 0 ? null : variables.ToDictionary(one => one.Key, one => one.Value),
    };
}
