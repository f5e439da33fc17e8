using System.CommandLine;
using Connectors.Cli.Commands;
using Connectors.Cli.Faults;
using Connectors.Cli.Stacks;
using Connectors.Core.Functions;
using YamlDotNet.Serialization;

namespace Connectors.Cli.Generating;

/// <summary><c>connectors generate</c>: the functions of a stack file as Kubernetes resources, for who keeps a cluster's state in files.</summary>
internal sealed class GenerateCommand(CommandSurroundings surroundings)
{
    private const string DefaultNamespace = "openfaas-fn";

    private readonly ISerializer yaml = new SerializerBuilder().WithEventEmitter(next => new PlainTexts(next)).Build();

    /// <summary>The command as it is parsed.</summary>
    public static Command Of(CommandSurroundings surroundings)
    {
        var file = new Option<string>("--file", "-f") { HelpName = "stack.yml", Description = "The stack file, read as faas-cli reads it. Without it: stack.yaml or stack.yml of this folder." };
        var space = new Option<string>("--namespace", "-n") { HelpName = "name", Description = $"The namespace of all functions. Default: the one that the file gives a function, else {DefaultNamespace}" };
        var command = new Command("generate", "Print the functions of a stack file as resources of the kind Function (openfaas.com/v1), for kubectl apply.") { file, space };
        command.SetAction((parsed, _) => new GenerateCommand(surroundings).RunAsync(parsed.GetValue(file), parsed.GetValue(space)));
        return command;
    }

    private async Task<int> RunAsync(string? file, string? space)
    {
        var path = file is not null ? Path.GetFullPath(file, surroundings.Folder) : StackLocation.Find(surroundings.Folder);
        if (path is null)
        {
            await surroundings.Error.WriteLineAsync($"connectors: there is no stack.yaml or stack.yml in {surroundings.Folder}; name a stack file with -f");
            return ExitCode.Usage;
        }
        var stack = StackReader.Read(path, surroundings.Environment.GetValueOrDefault);
        foreach (var remark in stack.Remarks)
            await surroundings.Error.WriteLineAsync($"note: {remark}");
        var faults = stack.Faults.ToList();
        var documents = stack.Functions.Select(function => Document(function, space, path, faults)).ToList();
        if (documents.Count == 0 && faults.Count == 0)
            faults.Add(new Fault(path, "has no functions"));
        if (faults.Count > 0)
        {
            await surroundings.Error.WriteLineAsync(faults.Count == 1 ? "connectors: nothing is generated, one thing is wrong:" : $"connectors: nothing is generated, {faults.Count} things are wrong:");
            foreach (var fault in faults)
                await surroundings.Error.WriteLineAsync($"  {fault}");
            return ExitCode.Usage;
        }
        await surroundings.Output.WriteAsync(string.Concat(documents));
        return ExitCode.Success;
    }

    private string Document(FunctionDeployment function, string? space, string path, List<Fault> faults)
    {
        if (function.Image?.StartsWith(StackImage.Scheme, StringComparison.Ordinal) == true)
            faults.Add(new Fault(path, $"functions.{function.Service}.image: {function.Image} is a folder of this machine, which a cluster cannot run; name an image"));
        if (FunctionName.TryCreate(function.Service, space ?? function.Namespace ?? DefaultNamespace, out var name))
            return $"---\n{yaml.Serialize(FunctionResource.Of(function, name))}";
        // The name alone would be among the stack file's faults.
        if (space is not null && !FunctionName.TryCreate("f", space, out _))
            faults.Add(new Fault("--namespace", $"'{space}' is not the name of a namespace: lower-case letters, digits and '-', 63 at most"));
        return "";
    }
}
