using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Connectors.Providers.Faasd.Specs.Runtime;
using Connectors.Providers.Faasd.Specs.Users;

namespace Connectors.Providers.Faasd.Specs;

/// <summary>Joins what an image says, what its user wishes and where a replica lives into what the runtime is told.</summary>
internal static class ContainerSpec
{
    /// <summary>False when it cannot be; <paramref name="faults"/> then has a sentence for everything that is wrong.</summary>
    public static bool TryBuild(
        ImageProcess image, Workload workload, ReplicaFacts facts, ImageAccounts accounts,
        [NotNullWhen(true)] out RuntimeSpec? spec, out IReadOnlyList<string> faults)
    {
        var wrong = new List<string>();
        var args = Arguments(image, workload, wrong);
        var bounds = ResourceBounds.Read(workload.Limits, workload.Requests, wrong);
        if (!accounts.TryResolve(workload.User ?? image.User, out var user, out var unknown))
            wrong.Add($"image {workload.Image}: {unknown}");
        faults = wrong;
        spec = wrong.Count > 0 ? null : new RuntimeSpec
        {
            Hostname = facts.HostName,
            Root = new RuntimeRoot(facts.RootFileSystem, workload.ReadOnlyRoot),
            Process = Process(args, user!, image, workload, facts),
            Mounts = StandardMounts.Of(facts, workload.ReadOnlyRoot),
            Linux = Linux(bounds, facts),
        };
        return spec is not null;
    }

    private static RuntimeProcess Process(IReadOnlyList<string> args, RuntimeUser user, ImageProcess image, Workload workload, ReplicaFacts facts)
    {
        IReadOnlyList<string> capabilities = [.. Isolation.Capabilities.Union(workload.AddedCapabilities, StringComparer.Ordinal)];
        // Who is not root has no capability before it runs something that gives one, and nothing may.
        IReadOnlyList<string> held = user.Uid == 0 ? capabilities : [];
        return new RuntimeProcess
        {
            Args = args,
            User = user,
            Env = ContainerVariables.Of(image.Env, workload.Variables, facts.HostName),
            Cwd = "/" + image.WorkingDirectory.TrimStart('/'),
            Capabilities = new RuntimeCapabilities(capabilities, held, held),
            Rlimits = Isolation.Limits,
            NoNewPrivileges = true,
        };
    }

    private static RuntimeLinux Linux(ResourceBounds bounds, ReplicaFacts facts) => new()
    {
        CgroupsPath = facts.CgroupPath,
        Resources = new RuntimeResources
        {
            Devices = Isolation.Devices,
            Memory = bounds.ToMemory(facts.CountsSwap),
            Cpu = bounds.ToCpu(),
            Pids = Isolation.Processes,
        },
        Namespaces = Isolation.Namespaces(facts.NetworkNamespace),
        Sysctl = Isolation.KernelSettings,
        MaskedPaths = Isolation.MaskedPaths,
        ReadonlyPaths = Isolation.ReadOnlyPaths,
        Seccomp = SystemCalls.Filter(RuntimeInformation.ProcessArchitecture),
    };

    private static IReadOnlyList<string> Arguments(ImageProcess image, Workload workload, List<string> faults)
    {
        IReadOnlyList<string> args = workload.Command.Count > 0 ? workload.Command : [.. image.Entrypoint, .. image.Cmd];
        if (args.Count == 0)
            faults.Add($"image {workload.Image} names no command to run; give it an ENTRYPOINT or a CMD");
        return args;
    }
}
