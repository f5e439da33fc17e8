using System.CommandLine;
using System.Security.Cryptography;
using Connectors.Cli.Commands;
using Connectors.Cli.Faults;
using Connectors.Core.Providers;
using Connectors.Providers.FaasNetes;
using Connectors.Providers.FaasNetes.Access;

namespace Connectors.Cli.Generating;

/// <summary><c>connectors credentials</c>: credentials for gateways and workers of a cluster, made once.</summary>
internal static class CredentialsCommand
{
    private const string User = "admin";

    /// <summary>The command as it is parsed.</summary>
    public static Command Of(CommandSurroundings surroundings)
    {
        var secret = new Option<string>("--kubernetes-secret") { HelpName = "name", Required = true, Description = "The Secret to make. One that is there stays as it is." };
        var space = new Option<string>("--namespace", "-n") { HelpName = "name", Description = "Its namespace. Default: openfaas", DefaultValueFactory = _ => "openfaas" };
        var config = new Option<string>("--kubeconfig") { HelpName = "file", Description = "The file by which the cluster is found. Default: the service account of the pod we run in, else KUBECONFIG, else ~/.kube/config", DefaultValueFactory = _ => "" };
        var command = new Command("credentials", "Make the Secret with the gateway's user and a random password in a Kubernetes cluster, if there is none.") { secret, space, config };
        command.SetAction((parsed, cancellation) => RunAsync(surroundings, parsed.GetValue(secret)!, parsed.GetValue(space)!, parsed.GetValue(config)!, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandSurroundings surroundings, string secret, string space, string config, CancellationToken cancellationToken)
    {
        var settings = new FaasNetesSettings { Kubeconfig = config.Length > 0 ? Path.GetFullPath(config, surroundings.Folder) : "" };
        try
        {
            var isNew = await ClusterCredentials.MakeOnceAsync(settings, secret, space, User, RandomNumberGenerator.GetHexString(40, lowercase: true), cancellationToken);
            await surroundings.Output.WriteLineAsync(isNew ? $"Made the Secret {secret} in {space}, for the user {User}." : $"The Secret {secret} in {space} is there already and stays as it is.");
            return ExitCode.Success;
        }
        catch (ProviderUnavailableException refusal)
        {
            await surroundings.Error.WriteLineAsync($"connectors: {refusal.Message}");
            return ExitCode.Failure;
        }
    }
}
