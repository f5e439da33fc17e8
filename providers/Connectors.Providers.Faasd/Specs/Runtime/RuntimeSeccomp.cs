namespace Connectors.Providers.Faasd.Specs.Runtime;

/// <summary>Which system calls are answered.</summary>
internal sealed record RuntimeSeccomp(string DefaultAction, IReadOnlyList<string> Architectures, IReadOnlyList<RuntimeSystemCalls> Syscalls);

/// <summary>Calls and how they are answered: with an error of the number <paramref name="ErrnoRet"/>; all arguments must fit.</summary>
internal sealed record RuntimeSystemCalls(IReadOnlyList<string> Names, string Action, uint ErrnoRet, IReadOnlyList<RuntimeCallArgument>? Args = null);

/// <summary>An argument: its place, a value or mask, what remains under the mask, and how they are compared.</summary>
internal sealed record RuntimeCallArgument(uint Index, ulong Value, ulong ValueTwo, string Op);
