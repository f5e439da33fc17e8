namespace Connectors.Webhooks.Tests.Stripe;

/// <summary>What Stripe's own example signs, byte for byte.</summary>
internal static class StripeExample
{
    public const string Payload =
        """
        {
          "id": "evt_123",
          "object": "event",
          "account": "acct_123",
          "api_version": "2017-05-25",
          "created": 1533204620,
          "data": {
            "object": {
              "id": "ii_123",
              "object": "invoiceitem",
              "amount": 1000,
              "currency": "usd",
              "customer": "cus_123",
              "date": 1533204620,
              "description": "Test Invoice Item",
              "discountable": false,
              "invoice": "in_123",
              "livemode": false,
              "metadata": {},
              "period": {
                "start": 1533204620,
                "end": 1533204620
              },
              "plan": null,
              "proration": false,
              "quantity": null,
              "subscription": null
            }
          },
          "livemode": false,
          "pending_webhooks": 1,
          "request": {
            "id": "req_123",
            "idempotency_key": "idempotency-key-123"
          },
          "type": "invoiceitem.created"
        }

        """;
}
