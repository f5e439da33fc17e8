using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.EventEmitters;

namespace Connectors.Cli.Generating;

/// <summary>
/// Quotes every text that some reader of YAML could take for something else: what kubectl reads differs from YAML 1.2, and a number or a word such as
/// <c>off</c> in the place of a text is refused by a cluster.
/// </summary>
internal sealed partial class PlainTexts(IEventEmitter next) : ChainedEventEmitter(next)
{
    private static readonly string[] Words = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"];

    public override void Emit(ScalarEventInfo eventInfo, IEmitter emitter)
    {
        if (eventInfo.Source.Value is string text && !IsPlain(text))
            eventInfo.Style = ScalarStyle.DoubleQuoted;
        base.Emit(eventInfo, emitter);
    }

    private static bool IsPlain(string text) => Plain().IsMatch(text) && !Words.Contains(text, StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex(@"\A[A-Za-z/_](?:[A-Za-z0-9_./@>=,+%-]|:(?=[^ \n])| (?=[^ #\n]))*\z")]
    private static partial Regex Plain();
}
