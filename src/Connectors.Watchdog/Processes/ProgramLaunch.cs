using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Connectors.Watchdog.Processes;

/// <summary>A program ready to be started any number of times. Immutable, thread-safe.</summary>
/// <param name="path">The executable's absolute path.</param>
/// <param name="words">Its arguments, its own name first.</param>
/// <param name="workingDirectory">Where it runs.</param>
internal sealed class ProgramLaunch(string path, IReadOnlyList<string> words, string workingDirectory)
{
    private static readonly bool CanCloseInherited = ProbeCloseFrom();
    private readonly byte[] pathBytes = Encoding.UTF8.GetBytes(path + '\0');
    private readonly StringBlock arguments = Block(words);

    /// <exception cref="WatchdogStartException">The C library is too old.</exception>
    public static unsafe void RequireSystemSupport()
    {
        try
        {
            var actions = stackalloc byte[LibC.OpaqueSize];
            _ = LibC.ActionsInit(actions);
            _ = LibC.ActionsChangeDirectory(actions, "/");
            _ = LibC.ActionsDestroy(actions);
        }
        catch (EntryPointNotFoundException missing)
        {
            throw new WatchdogStartException("The C library cannot start a program in another folder; glibc 2.29 or musl 1.1.24 is needed.", missing);
        }
    }

    /// <summary>
    /// Starts it in a session and process group of its own, with default signal handling, with only the three standard streams open.
    /// </summary>
    /// <param name="environment">Its whole environment.</param>
    /// <param name="input">Standard input; null: nothing to read.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error.</param>
    /// <exception cref="SpawnException">The system refused.</exception>
    public unsafe ProcessGroup Start(StringBlock environment, SafePipeHandle? input, SafePipeHandle output, SafePipeHandle error)
    {
        var actions = stackalloc byte[LibC.OpaqueSize];
        var attributes = stackalloc byte[LibC.OpaqueSize];
        Check(LibC.ActionsInit(actions));
        try
        {
            Check(LibC.AttributesInit(attributes));
            try
            {
                Redirect(actions, input, output, error);
                Detach(attributes);
                return Spawn(actions, attributes, environment);
            }
            finally
            {
                _ = LibC.AttributesDestroy(attributes);
            }
        }
        finally
        {
            _ = LibC.ActionsDestroy(actions);
        }
    }

    private unsafe void Redirect(byte* actions, SafePipeHandle? input, SafePipeHandle output, SafePipeHandle error)
    {
        if (input is null)
            Check(LibC.ActionsOpen(actions, 0, "/dev/null", 0, 0));
        else
            Check(LibC.ActionsDuplicate(actions, (int)input.DangerousGetHandle(), 0));
        Check(LibC.ActionsDuplicate(actions, (int)output.DangerousGetHandle(), 1));
        Check(LibC.ActionsDuplicate(actions, (int)error.DangerousGetHandle(), 2));
        Check(LibC.ActionsChangeDirectory(actions, workingDirectory));
        if (CanCloseInherited)
            Check(LibC.ActionsCloseFrom(actions, 3));
    }

    // Everything opened here closes itself in children; what this process was started with may not. Since glibc 2.34.
    private static unsafe bool ProbeCloseFrom()
    {
        var actions = stackalloc byte[LibC.OpaqueSize];
        _ = LibC.ActionsInit(actions);
        try
        {
            return LibC.ActionsCloseFrom(actions, 3) == 0;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
        finally
        {
            _ = LibC.ActionsDestroy(actions);
        }
    }

    // The runtime ignores SIGPIPE and blocks some signals on its threads; a program expects neither.
    private unsafe void Detach(byte* attributes)
    {
        var set = stackalloc byte[LibC.OpaqueSize];
        _ = LibC.EmptySet(set);
        Check(LibC.AttributesMask(attributes, set));
        _ = LibC.FullSet(set);
        Check(LibC.AttributesDefaults(attributes, set));
        Check(LibC.AttributesFlags(attributes, LibC.SetSession | LibC.SetSignalMask | LibC.SetSignalDefaults));
    }

    private unsafe ProcessGroup Spawn(byte* actions, byte* attributes, StringBlock environment)
    {
        var argumentPointers = stackalloc byte*[arguments.Count + 1];
        var environmentPointers = stackalloc byte*[environment.Count + 1];
        fixed (byte* name = pathBytes, argumentBytes = arguments.Bytes, environmentBytes = environment.Bytes)
        {
            arguments.Point(argumentBytes, argumentPointers);
            environment.Point(environmentBytes, environmentPointers);
            int pid;
            using var birth = ChildWatch.Begin();
            Check(LibC.Spawn(&pid, name, actions, attributes, argumentPointers, environmentPointers));
            var child = new ProcessGroup(pid);
            ChildWatch.Add(child);
            return child;
        }
    }

    private void Check(int error)
    {
        if (error != 0)
            throw new SpawnException(path, error);
    }

    private static StringBlock Block(IReadOnlyList<string> words)
    {
        var block = new StringBlock();
        foreach (var word in words)
            block.Add(word);
        return block;
    }
}
