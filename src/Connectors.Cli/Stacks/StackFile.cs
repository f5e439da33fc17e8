using Connectors.Cli.Faults;
using Connectors.Core.Functions;

namespace Connectors.Cli.Stacks;

/// <summary>What a stack file says.</summary>
/// <param name="Gateway"><c>provider.gateway</c>; null when it names none.</param>
/// <param name="Functions">What to deploy, in the file's order; complete only when nothing is wrong.</param>
/// <param name="Faults">Everything that is wrong; empty when the file may be used.</param>
/// <param name="Remarks">What was left out on purpose and might surprise, such as fields nobody knows.</param>
internal sealed record StackFile(string? Gateway, IReadOnlyList<FunctionDeployment> Functions, IReadOnlyList<Fault> Faults, IReadOnlyList<Fault> Remarks);
