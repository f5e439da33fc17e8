namespace Connectors.Mqtt.Linking;

/// <summary>The connection cannot be made, or is over; the sentence says why and what to do.</summary>
internal sealed class LinkException(string sentence, Exception? cause = null) : Exception(sentence, cause);
