using Connectors.Core.Units;

namespace Connectors.Gateway.Answers;

/// <summary>How long something has been so, in whole seconds, as people read it.</summary>
internal static class Age
{
    public static string Of(DateTimeOffset since, TimeProvider time) =>
        GoDuration.Format(TimeSpan.FromSeconds(Math.Max(0, Math.Floor((time.GetUtcNow() - since).TotalSeconds))));
}
