using Connectors.Watchdog.Native;
using Connectors.Watchdog.Native.CommandLine;

// A function's watchdog as a program of its own, the first process of its container. All settings come from the environment.
return Arguments.Parse(args) switch
{
    { Fault: { } fault } => Answers.Refuse(fault),
    { IsHelp: true } => Answers.Help(),
    { IsVersion: true } => Answers.Version(),
    { IsHealthcheck: true } => Answers.Healthcheck(),
    _ => await FunctionHost.RunAsync(TimeProvider.System),
};
