namespace Connectors.Gateway.Bodies;

/// <summary>Endpoint metadata: how large a request body may be, and whether it may take its time because it streams through.</summary>
/// <param name="MaxBytes">Null: no limit.</param>
/// <param name="Streams">True: it may drip as slowly as its reader takes it, but not stall.</param>
/// <param name="Bound">What sets the limit, as the end of a sentence.</param>
internal sealed record RequestBodyRule(long? MaxBytes, bool Streams, string Bound = "gateway.max-body-bytes allows");
