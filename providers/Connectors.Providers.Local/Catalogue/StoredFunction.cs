using System.Text.Json.Serialization;
using Connectors.Core.Functions;

namespace Connectors.Providers.Local.Catalogue;

/// <summary>A function as it is recorded: what was asked for, and what became of it since.</summary>
internal sealed record StoredFunction
{
    /// <summary>The form of the record; a record of a later form is left alone.</summary>
    public const int CurrentFormat = 1;

    public int Format { get; init; } = CurrentFormat;

    public required FunctionDeployment Deployment { get; init; }

    /// <summary>Wanted replicas.</summary>
    public required int Replicas { get; init; }

    /// <summary>Of the first deployment; updates keep it.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>1, and one more with each update.</summary>
    public required long Revision { get; init; }

    [JsonIgnore]
    public FunctionName Name => new(Deployment.Service, Deployment.Namespace!);

    /// <summary>Why a record that was read cannot be used; null when it can.</summary>
    /// <param name="isNamed">Whether the record is the one of a function of this name.</param>
    public string? Fault(Predicate<FunctionName> isNamed)
    {
        if (Format is < 1 or > CurrentFormat)
            return $"it has the form {Format}, and this release reads forms up to {CurrentFormat}";
        if (Deployment is null || !FunctionName.TryCreate(Deployment.Service, Deployment.Namespace, out var name) || !isNamed(name))
            return "it names another function than its place does";
        if (Replicas < 0)
            return "its number of replicas is negative";
        return DeploymentValidation.Faults(Deployment) is [var fault, ..] ? fault : null;
    }
}
