// Written by `npm run generate` from openapi.json. Do not edit.
export interface paths {
    "/api/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List customers
         * @description Newest first, but for a `search`. To go on, send `nextCursor` as `cursor` with the same filters until `hasMore` is false; a page may be short although there is more. A misspelt filter, such as `external_id`, is a 422 that names the right one; what is unknown is ignored.
         *
         *     Needs the scope `read`.
         */
        get: operations["listCustomers"];
        put?: never;
        /**
         * Create a customer
         * @description Idempotent: if a customer with the same `id` exists, archived or not, it is returned unchanged with status 200.
         *
         *     Needs the scope `write`.
         */
        post: operations["createCustomer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create up to 100 customers
         * @description Each item is created, or returned if it exists, or fails, on its own.
         *
         *     Needs the scope `write`.
         */
        post: operations["createCustomers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a customer
         * @description By either of its ids. A customer is found at once after its creation. With `asOf` as it was then, told by its events: 404 before it was made, 422 `history_expired` before what is kept of it, 503 while its latest changes are still on their way to its events.
         *
         *     Needs the scope `read`.
         */
        get: operations["getCustomer"];
        /**
         * Update or archive a customer
         * @description Changes the fields that are given; null and absent leave a field, an empty text clears it. `isActive: false` archives the customer, for good. When nothing would change, nothing is written.
         *
         *     Needs the scope `write`.
         */
        put: operations["updateCustomer"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/{id}/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Erase a customer
         * @description For good, archived or not. Its record is gone with the answer; nothing but its id, and a hash in place of its external id, is left. Its events, past subscriptions and search entries go at once or, where there are many, behind the answer: then it is a 202, and a repeat shows how it stands. Every subscriber gets `customer.erased`, the customer's last event. From then on requests for it are 410 `customer_erased`, and so is a create with its external id. A repeat answers the same receipt, and goes on with what is left.
         *
         *     Needs the scopes `write` and `erase`.
         */
        post: operations["eraseCustomer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/erasures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List erasures
         * @description The receipts of all customers that were erased, newest first.
         *
         *     Needs the scope `read`.
         */
        get: operations["listErasures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List a customer's events
         * @description The customer's history, newest first: every change with the values it replaced, as subscribers received it. Kept 90 days unless the stage says otherwise.
         *
         *     Needs the scope `read`.
         */
        get: operations["listCustomerEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the organization's feed
         * @description Every change of every customer, oldest first: each once, each customer's in order, the same order for every reader. `nextCursor` is always there; send it as `cursor` to go on, also later, from the end. Whoever has a cursor has missed nothing before it. A page holds at most 4 MB of events, and may be short or, with `events`, empty although `hasMore` is true. Events from before version 0.2 are not in it.
         *
         *     Needs the scope `read`.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List plans
         * @description The public plans in their order. Plans are pushed by operators: `npm run plans -- push`.
         *
         *     Needs the scope `read`.
         */
        get: operations["listPlans"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/plans/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a plan
         * @description By its code or its id, private or not.
         *
         *     Needs the scope `read`.
         */
        get: operations["getPlan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/subscriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List subscriptions
         * @description With `customerId` every subscription that the customer ever had, newest first. Without it each customer's latest one, newest customers first; a page may then be short although there is more. To go on, send `nextCursor` as `cursor` with the same filters until `hasMore` is false. A misspelt filter, such as `customer_id`, is a 422 that names the right one; what is unknown is ignored.
         *
         *     Needs the scope `read`.
         */
        get: operations["listSubscriptions"];
        put?: never;
        /**
         * Subscribe a customer to a plan
         * @description A customer has one active subscription at a time. There is no payment provider: it begins at once, or with its trial. Price and trial are those of this moment and stay.
         *
         *     Needs the scope `write`.
         */
        post: operations["createSubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/subscriptions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a subscription
         * @description By its id, whatever its state: also long after it has ended and others have followed.
         *
         *     Needs the scope `read`.
         */
        get: operations["getSubscription"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/subscriptions/active": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a customer's active subscription
         * @description Null when there is none. One that is canceled for later is active until then.
         *
         *     Needs the scope `read`.
         */
        get: operations["getActiveSubscription"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/subscriptions/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a subscription
         * @description For the end of its period, until when it stays active; or now, with `immediate`. What is free or has not begun ends now in any case.
         *
         *     Needs the scope `write`.
         */
        post: operations["cancelSubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List API keys
         * @description Those of the organization that are not revoked, newest first; also what has expired, and what operators made. A page may be short although there is more.
         *
         *     Needs the scope `keys`.
         */
        get: operations["listApiKeys"];
        put?: never;
        /**
         * Make an API key
         * @description For the organization of the API key that asks. The new one has no scope that this one lacks, and expires no later. `secret` is in this answer alone: it is stored nowhere.
         *
         *     Needs the scope `keys`.
         */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke an API key
         * @description For good; it stops working within 30 seconds, and makes no key from this moment on. Keys that it made live on: `createdBy` finds them. One with the scope `keys` is revoked only by another that has all its scopes and lives as long; so a key does not revoke itself. A repeat answers the same.
         *
         *     Needs the scope `keys`.
         */
        delete: operations["deleteApiKey"];
        options?: never;
        head?: never;
        /**
         * Set when an API key expires
         * @description Name and scopes stay. Noticed within 30 seconds. A key expires later than before only if it has no scope that the one that asks lacks, and no later than that one. One with the scope `keys` expires sooner only at the word of another that has all its scopes and lives as long, so that an organization is never left without; so a key does not change itself.
         *
         *     Needs the scope `keys`.
         */
        patch: operations["updateApiKey"];
        trace?: never;
    };
    "/api/subscribers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List subscribers
         * @description Who receives this stage's events, all on one page, and what is parked for each: events that its queue did not take, of this organization alone.
         *
         *     Needs the scope `read`.
         */
        get: operations["listSubscribers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/subscribers/{name}/parked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List a subscriber's parked customers
         * @description The organization's customers whose events wait for the subscriber, in the order of their ids.
         *
         *     Needs the scope `read`.
         */
        get: operations["listParkedCustomers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/subscribers/{name}/redrive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a subscriber what is parked
         * @description Sends the organization's parked events, each customer's in order, for some 6 seconds. While `hasMore` is true, send the same request again: it goes on where this one ended. It ends when the queue takes nothing. Any number of these requests may run at once. What is not parked is not sent: then `sent` and `remaining` are 0.
         *
         *     Needs the scope `write`.
         */
        post: operations["redriveSubscriber"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who am I
         * @description What the API key stands for.
         */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This document
         * @description The OpenAPI 3.1 document of the API.
         */
        get: operations["getOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Is it up
         * @description Answers without an API key and without touching the database.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs/errors/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What an error code means
         * @description For people: where an error's `doc_url` leads. The answer is HTML or, if `Accept` likes it better, Markdown; in English or Spanish, after `lang` or `Accept-Language`. A code with `.md` or `.es.md` is the Markdown file; `/docs/errors` lists all codes.
         */
        get: operations["getErrorPage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description A billing address. `postalCode` is empty where the country has none. */
        Address: {
            /** @description Street and number. */
            line1: string;
            /** @description Apartment, floor, suite. */
            line2?: string;
            /** @description City. */
            city: string;
            /** @description State or province. */
            state?: string;
            /** @description Postal code; empty where the country has none. */
            postalCode: string;
            /** @description ISO 3166-1 alpha-2 code, in capitals, or XK. */
            country: string;
            /** @description Region, where a country has regions beside its states. */
            region?: string;
        };
        /** @description Your own JSON: up to 16 KB, and up to 10 levels deep. */
        Metadata: {
            [key: string]: unknown;
        };
        /** @description Numbers of seats, by the code of the plan's feature. */
        Seats: {
            [key: string]: number;
        };
        /**
         * @description What happened.
         * @enum {string}
         */
        EventName: "customer.created" | "customer.updated" | "subscription.created" | "subscription.canceled" | "customer.archived" | "customer.snapshot";
        /** @description Who made a change, and with which request: an API key, or an operator's command. */
        ChangeActor: {
            /** @description The API key, if it was one. */
            keyId?: string;
            /** @description At most 40 bytes of the key's name. */
            name?: string;
            /** @description The operator's command, if it was one. */
            command?: string;
            /** @description The request that made the change. */
            requestId: string;
            /** @description What the request said in `x-reason`. */
            reason?: string;
        };
        /**
         * @description How often a subscription is billed.
         * @enum {string}
         */
        BillingInterval: "weekly" | "monthly" | "quarterly" | "semiannual" | "yearly";
        /** @description A subscription as it is stored, without what depends on the current time. */
        SubscriptionState: {
            /** @description `sub_`, the letters and digits of the customer's id, and eight of its own. */
            id: string;
            /** @description The plan's id. */
            planId: string;
            /** @description The plan's name when the subscription began. */
            planName: string;
            /** @description The subscription's name; the plan's unless given. */
            name: string;
            /** @description Cents for each period. */
            price: number;
            /** @description How often it is billed; null when the plan has no prices. */
            billingInterval: components["schemas"]["BillingInterval"] | null;
            /** @description Seats by the code of the plan's feature. */
            seats: components["schemas"]["Seats"];
            /**
             * Format: date-time
             * @description When it begins.
             */
            startDate: string;
            /**
             * Format: date-time
             * @description When the trial ends, or null without one.
             */
            trialEndsAt: string | null;
            /**
             * Format: date-time
             * @description When it ends or has ended; null until it is canceled.
             */
            endDate: string | null;
            /** @description The day, in UTC, on which periods begin; in a shorter month, its last day. Of weekly periods, the day on which the first one begins. */
            billingDayOfMonth: number;
            /**
             * Format: date-time
             * @description When it was last canceled, or null.
             */
            canceledAt: string | null;
            /** @description What was given as reason. */
            cancelReason: string | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC, with milliseconds.
             */
            createdAt: string;
        };
        /** @description A customer as events show it: as the API does, with its latest subscription if it ever had one. */
        CustomerState: {
            /** @description Clientela's id: `cus_` and 24 letters and digits. */
            id: string;
            /**
             * @description Always `customer`.
             * @constant
             */
            object: "customer";
            /** @description The organization of the API key. */
            organizationId: string;
            /** @description Your own id of the customer. It never changes once set. */
            externalId: string | null;
            /** @description Billing email. */
            email: string;
            /** @description The same as `email`, as 1.x SDKs call it. */
            billingEmail: string;
            /** @description The customer's name. */
            fullName: string | null;
            /** @description The customer's domain. */
            domain: string | null;
            /** @description The customer's website. */
            website: string | null;
            /** @description A name of tzdata, in whatever case. */
            timezone: string | null;
            /** @description The customer's language. */
            language: string | null;
            /** @description The customer's industry. */
            industry: string | null;
            /** @description Number of employees, as text. */
            employeeCount: string | null;
            /** @description Billing address. */
            address: components["schemas"]["Address"] | null;
            /** @description Your own JSON: up to 50 keys of 1 to 40 characters, 16 KB, 10 levels deep, without U+0000. Numbers that a double cannot hold are refused. On update it is merged key by key; `null` removes a key. */
            metadata: components["schemas"]["Metadata"] | null;
            /** @description Whether the customer is not archived. */
            isActive: boolean;
            /**
             * Format: date-time
             * @description When the customer was archived, or null.
             */
            archivedAt: string | null;
            /** @description Whether the stage is production. */
            livemode: boolean;
            /**
             * Format: date-time
             * @description ISO 8601, UTC, with milliseconds.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it last changed. ISO 8601, UTC.
             */
            updatedAt: string;
            /** @description The number by which the customer is known to the tax office. Answers below /api and events have it where there is one. */
            taxDocument?: string;
            /** @description What kind of number `taxDocument` is, in your words; like it absent where there is none. */
            documentType?: string;
            /** @description The customer's latest subscription as it is stored; absent if there never was one. */
            subscription?: components["schemas"]["SubscriptionState"];
        };
        /** @description The values that a change replaced. A field that did not change is absent. */
        PreviousValues: {
            /** @description Clientela's id: `cus_` and 24 letters and digits. */
            id?: string;
            /**
             * @description Always `customer`.
             * @constant
             */
            object?: "customer";
            /** @description The organization of the API key. */
            organizationId?: string;
            /** @description Your own id of the customer. It never changes once set. */
            externalId?: string | null;
            /** @description Billing email. */
            email?: string;
            /** @description The same as `email`, as 1.x SDKs call it. */
            billingEmail?: string;
            /** @description The customer's name. */
            fullName?: string | null;
            /** @description The customer's domain. */
            domain?: string | null;
            /** @description The customer's website. */
            website?: string | null;
            /** @description A name of tzdata, in whatever case. */
            timezone?: string | null;
            /** @description The customer's language. */
            language?: string | null;
            /** @description The customer's industry. */
            industry?: string | null;
            /** @description Number of employees, as text. */
            employeeCount?: string | null;
            /** @description Billing address. */
            address?: components["schemas"]["Address"] | null;
            /** @description Your own JSON: up to 50 keys of 1 to 40 characters, 16 KB, 10 levels deep, without U+0000. Numbers that a double cannot hold are refused. On update it is merged key by key; `null` removes a key. */
            metadata?: components["schemas"]["Metadata"] | null;
            /** @description Whether the customer is not archived. */
            isActive?: boolean;
            /**
             * Format: date-time
             * @description When the customer was archived, or null.
             */
            archivedAt?: string | null;
            /** @description Whether the stage is production. */
            livemode?: boolean;
            /**
             * Format: date-time
             * @description ISO 8601, UTC, with milliseconds.
             */
            createdAt?: string;
            /**
             * Format: date-time
             * @description When it last changed. ISO 8601, UTC.
             */
            updatedAt?: string;
            /** @description The number by which the customer is known to the tax office. Answers below /api and events have it where there is one. */
            taxDocument?: string | null;
            /** @description What kind of number `taxDocument` is, in your words; like it absent where there is none. */
            documentType?: string | null;
            /** @description The customer's latest subscription as it is stored; absent if there never was one. */
            subscription?: components["schemas"]["SubscriptionState"] | null;
        };
        /** @description A change of a customer, as subscribers receive it and as the customer's history shows it. */
        ChangeEvent: {
            /** @description The same for each delivery of the event. */
            id: string;
            /** @description What happened. `customer.snapshot` comes from replays only. */
            event: components["schemas"]["EventName"];
            /**
             * Format: date-time
             * @description When it happened: the customer's `updatedAt`.
             */
            timestamp: string;
            /** @description The organization of the API key. */
            organizationId: string;
            /** @description The customer's version after the change: 1, 2, 3…. A consumer ignores a sequence that it has seen. */
            sequence: number;
            /** @description Who made the change. Absent in changes from before version 0.2, and in snapshots. */
            actor?: components["schemas"]["ChangeActor"];
            /** @description The customer after the change, as the API shows it, and its latest subscription if it ever had one. */
            data: components["schemas"]["CustomerState"];
            /** @description The old values of what changed; of metadata, key by key, null for a key that is new; the subscription whole, null before the first. */
            previous: components["schemas"]["PreviousValues"];
        };
        /** @description A change of a customer, as the organization's feed shows it. */
        FeedEvent: {
            /** @description The same for each delivery of the event. */
            id: string;
            /** @description What happened. `customer.snapshot` comes from replays only. */
            event: components["schemas"]["EventName"];
            /**
             * Format: date-time
             * @description When it happened: the customer's `updatedAt`.
             */
            timestamp: string;
            /** @description The organization of the API key. */
            organizationId: string;
            /** @description The customer's version after the change: 1, 2, 3…. A consumer ignores a sequence that it has seen. */
            sequence: number;
            /** @description Who made the change. Absent in changes from before version 0.2, and in snapshots. */
            actor?: {
                keyId?: string;
                name?: string;
                command?: string;
                requestId: string;
                reason?: string;
            };
            /** @description The customer after the change, as the API shows it, and its latest subscription if it ever had one. */
            data: components["schemas"]["CustomerState"];
            /** @description The old values of what changed; of metadata, key by key, null for a key that is new; the subscription whole, null before the first. */
            previous: components["schemas"]["PreviousValues"];
            /** @description True for an event that a repair published afterwards: it alone may stand behind later events of its customer. Otherwise absent. */
            repaired?: boolean;
        };
        /** @description All that is said of a customer that was erased. */
        ErasedCustomer: {
            /** @description The customer's id. */
            id: string;
            /**
             * @description Always `customer`.
             * @constant
             */
            object: "customer";
            /**
             * @description Always true.
             * @constant
             */
            erased: true;
        };
        /** @description The last event of a customer that was erased. It goes to every subscriber, whatever it wants. */
        ErasedEvent: {
            /** @description `evt_` and 24 letters and digits, the same for each delivery. */
            id: string;
            /**
             * @description Always `customer.erased`.
             * @constant
             */
            event: "customer.erased";
            /**
             * Format: date-time
             * @description When the customer was erased.
             */
            timestamp: string;
            /** @description The organization of the API key. */
            organizationId: string;
            /** @description Above those of all changes of the customer. */
            sequence: number;
            /** @description Who made the change. Absent in changes from before version 0.2, and in snapshots. */
            actor?: components["schemas"]["ChangeActor"];
            /** @description The id of the customer that was erased. There is nothing else. */
            data: components["schemas"]["ErasedCustomer"];
            /** @description Always empty. */
            previous: Record<string, never>;
            /** @description True for an event that a repair published afterwards: it alone may stand behind later events of its customer. Otherwise absent. */
            repaired?: boolean;
        };
        /** @description The plan as it was agreed. */
        SubscribedPlan: {
            /** @description The plan's id: `plan_` and 24 letters and digits. It follows from the code. */
            id: string;
            /** @description The plan's name when the subscription began. */
            name: string;
            /** @description Cents for each period. */
            basePrice: number;
            /** @description How often it is billed; null when the plan has no prices. */
            billingInterval: components["schemas"]["BillingInterval"] | null;
        };
        /**
         * @description Where a subscription stands.
         * @enum {string}
         */
        SubscriptionStatus: "draft" | "trialing" | "active" | "canceled";
        /** @description A period of a subscription. */
        SubscriptionPeriod: {
            /**
             * Format: date-time
             * @description Its first moment.
             */
            start: string;
            /**
             * Format: date-time
             * @description The first moment after it.
             */
            end: string;
            /** @description Days until its end, begun ones counted. */
            daysRemaining: number;
        };
        /**
         * @description What kind of feature it is.
         * @enum {string}
         */
        FeatureType: "boolean" | "metered" | "seats";
        /** @description How many seats of a subscription are taken. */
        SeatUsage: {
            /** @description Seats taken. */
            current: number;
            /** @description Seats included. */
            included: number;
            /** @description Seats beyond those. */
            overage: number;
            /** @description Cents for each unit beyond what is included. */
            overageUnitPrice?: number;
        };
        /** @description What a subscription includes. */
        SubscriptionFeature: {
            /** @description Stable name, unique in its list. */
            code: string;
            /** @description The feature's name. */
            name: string;
            /** @description What kind of feature it is. */
            type: components["schemas"]["FeatureType"];
            /** @description Whether it is on. */
            enabled?: boolean;
            /** @description Of seats only: other usage is not counted. */
            usage?: components["schemas"]["SeatUsage"];
        };
        /** @description A customer's subscription to a plan. */
        Subscription: {
            /** @description `sub_`, the letters and digits of the customer's id, and eight of its own. */
            id: string;
            /**
             * @description Always `subscription`.
             * @constant
             */
            object: "subscription";
            /** @description The customer's id. In requests, your own id of it will do. */
            customerId: string;
            /** @description The plan's id. */
            planId: string;
            /** @description The plan's name when the subscription began. */
            planName: string;
            /** @description The plan as it was agreed. */
            plan: components["schemas"]["SubscribedPlan"];
            /** @description The price's id: it follows from the plan's and the interval. In requests it stands for the interval. */
            priceId: string | null;
            /** @description The subscription's name; the plan's unless given. */
            name: string;
            /** @description Always null: subscriptions have none. */
            description: null;
            /** @description Computed from the dates: `draft` before `startDate`, `trialing` until `trialEndsAt`, `canceled` from `endDate` on, else `active`. */
            status: components["schemas"]["SubscriptionStatus"];
            /** @description How often it is billed; null when the plan has no prices. */
            billingInterval: components["schemas"]["BillingInterval"] | null;
            /** @description Always null: usage is not counted. */
            consumptionModel: null;
            /**
             * Format: date-time
             * @description When the trial ends, or null without one.
             */
            trialEndsAt: string | null;
            /**
             * Format: date-time
             * @description When it begins.
             */
            startDate: string;
            /**
             * Format: date-time
             * @description When it ends or has ended; null until it is canceled.
             */
            endDate: string | null;
            /** @description The period that now is in; null once ended. */
            currentPeriod: components["schemas"]["SubscriptionPeriod"] | null;
            /**
             * Format: date-time
             * @description When the current period began; null once ended.
             */
            currentPeriodStart: string | null;
            /**
             * Format: date-time
             * @description When it ends; null once ended.
             */
            currentPeriodEnd: string | null;
            /** @description The day, in UTC, on which periods begin; in a shorter month, its last day. Of weekly periods, the day on which the first one begins. */
            billingDayOfMonth: number;
            /**
             * Format: date-time
             * @description When the next paid period begins; null when it is free or ends before.
             */
            nextBillingDate: string | null;
            /** @description The plan's features as they now are. */
            features: components["schemas"]["SubscriptionFeature"][];
            /** @description Always null: usage is not counted. */
            credits: null;
            /** @description Always null: usage is not counted. */
            balance: null;
            /** @description Always null: there is no payment provider. */
            checkoutUrl: null;
            /**
             * Format: date-time
             * @description When it was last canceled, or null.
             */
            canceledAt: string | null;
            /** @description What was given as reason. */
            cancelReason: string | null;
            /** @description Always null: there are no introductory offers. */
            introOfferEndsAt: null;
            /** @description Always null: there are no introductory offers. */
            introOfferDiscountType: null;
            /** @description Always null: there are no introductory offers. */
            introOfferDiscountValue: null;
            /** @description Whether the stage is production. */
            livemode: boolean;
            /**
             * Format: date-time
             * @description ISO 8601, UTC, with milliseconds.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it last changed. ISO 8601, UTC.
             */
            updatedAt: string;
        };
        /** @description A business or a person that you bill. */
        Customer: {
            /** @description Clientela's id: `cus_` and 24 letters and digits. */
            id: string;
            /**
             * @description Always `customer`.
             * @constant
             */
            object: "customer";
            /** @description The organization of the API key. */
            organizationId: string;
            /** @description Your own id of the customer. It never changes once set. */
            externalId: string | null;
            /** @description Billing email. */
            email: string;
            /** @description The same as `email`, as 1.x SDKs call it. */
            billingEmail: string;
            /** @description The customer's name. */
            fullName: string | null;
            /** @description The customer's domain. */
            domain: string | null;
            /** @description The customer's website. */
            website: string | null;
            /** @description A name of tzdata, in whatever case. */
            timezone: string | null;
            /** @description The customer's language. */
            language: string | null;
            /** @description The customer's industry. */
            industry: string | null;
            /** @description Number of employees, as text. */
            employeeCount: string | null;
            /** @description Billing address. */
            address: components["schemas"]["Address"] | null;
            /** @description Your own JSON: up to 50 keys of 1 to 40 characters, 16 KB, 10 levels deep, without U+0000. Numbers that a double cannot hold are refused. On update it is merged key by key; `null` removes a key. */
            metadata: components["schemas"]["Metadata"] | null;
            /** @description Whether the customer is not archived. */
            isActive: boolean;
            /**
             * Format: date-time
             * @description When the customer was archived, or null.
             */
            archivedAt: string | null;
            /** @description Whether the stage is production. */
            livemode: boolean;
            /**
             * Format: date-time
             * @description ISO 8601, UTC, with milliseconds.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it last changed. ISO 8601, UTC.
             */
            updatedAt: string;
            /** @description The number by which the customer is known to the tax office. Answers below /api and events have it where there is one. */
            taxDocument?: string;
            /** @description What kind of number `taxDocument` is, in your words; like it absent where there is none. */
            documentType?: string;
            /** @description The customer's active subscription, or null; only in a list that was asked for with `expand=subscription`. */
            subscription?: components["schemas"]["Subscription"] | null;
        };
        /** @description What a plan costs when it is billed at one interval. */
        PlanPrice: {
            /** @description The price's id: it follows from the plan's and the interval. In requests it stands for the interval. */
            id: string;
            /** @description How often it is billed; null when the plan has no prices. */
            billingInterval: components["schemas"]["BillingInterval"];
            /** @description Cents for each period. */
            price: number;
            /** @description Whether it is taken when no interval is asked for. */
            isDefault: boolean;
            /** @description Days before the first period. */
            trialDays: number;
            /** @description Always null: there are no introductory offers. */
            introOffer: null;
        };
        /**
         * @description How overage is priced.
         * @enum {string}
         */
        OverageModel: "per_unit";
        /** @description What more than is included costs. */
        PlanOverage: {
            /** @description Whether it is on. */
            enabled: boolean;
            /** @description How overage is priced. */
            model: components["schemas"]["OverageModel"] | null;
            /** @description Cents for each unit. */
            unitPrice: number | null;
        };
        /** @description What a plan includes. */
        PlanFeature: {
            /** @description Stable name, unique in its list. */
            code: string;
            /** @description The feature's name. */
            name: string;
            /** @description What kind of feature it is. */
            type: components["schemas"]["FeatureType"];
            /** @description What is counted. */
            unitName: string | null;
            /** @description Whether it is on. */
            enabled?: boolean;
            /** @description How much is included. */
            includedAmount?: number;
            /** @description Whether there is no limit. */
            unlimited?: boolean;
            /** @description Whether more than is included can be had. */
            overageEnabled?: boolean;
            /** @description Cents for each unit beyond what is included. */
            overageUnitPrice?: number;
            /** @description The same as one object. */
            overage: components["schemas"]["PlanOverage"] | null;
        };
        /** @description What customers can be subscribed to. */
        Plan: {
            /** @description The plan's id: `plan_` and 24 letters and digits. It follows from the code. */
            id: string;
            /**
             * @description Always `plan`.
             * @constant
             */
            object: "plan";
            /** @description Stable name, unique in its list. */
            code: string;
            /** @description The plan's name. */
            name: string;
            /** @description The plan's description. */
            description: string | null;
            /** @description Whether lists show it unless asked for private plans. */
            isPublic: boolean;
            /** @description Whether it has no price above 0. */
            isFree: boolean;
            /** @description Whether it is the plan to offer first. */
            isDefault: boolean;
            /** @description Its place in lists. */
            sortOrder: number;
            /** @description One for each interval; empty for a plan that is never billed. */
            prices: components["schemas"]["PlanPrice"][];
            /** @description What the plan includes. */
            features: components["schemas"]["PlanFeature"][];
            /** @description Whether the stage is production. */
            livemode: boolean;
            /**
             * Format: date-time
             * @description ISO 8601, UTC, with milliseconds.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it was last pushed with a change.
             */
            updatedAt: string;
        };
        /** @description A customer as it was sent. */
        RefusedCustomer: {
            [key: string]: unknown;
        };
        /** @description A customer that a batch did not create. */
        FailedCustomer: {
            /** @description The item's place in the request, from 0. */
            index: number;
            /** @description What is wrong, with the fields' names. */
            error: string;
            /** @description The item as it was sent, or null if it was no object. */
            data: components["schemas"]["RefusedCustomer"] | null;
        };
        /** @description What became of the customers of a batch. */
        CustomerBatch: {
            /** @description What was created or existed. */
            successful: components["schemas"]["Customer"][];
            /** @description What was not created. */
            failed: components["schemas"]["FailedCustomer"][];
        };
        /** @description A new customer. Null and absent mean the same. */
        CreateCustomer: {
            /**
             * Format: idn-email
             * @description Billing email, without invisible characters. Also accepted as `billingEmail`.
             */
            email: string;
            /** @description Your own user id for easy look-up, also accepted as `externalId`: 1 to 255 characters, none of `/ ? # % \`, not starting with `cus_`. It never changes once set. */
            id?: string | null;
            /** @description The customer's name. */
            fullName?: string | null;
            /** @description The customer's domain. */
            domain?: string | null;
            /** @description The customer's website. */
            website?: string | null;
            /** @description A name of tzdata, in whatever case. */
            timezone?: string | null;
            /** @description The customer's language. */
            language?: string | null;
            /** @description The customer's industry. */
            industry?: string | null;
            /** @description Number of employees, as text. */
            employeeCount?: string | null;
            /** @description The number by which the customer is known to the tax office. Answers below /api and events have it where there is one. */
            taxDocument?: string | null;
            /** @description What kind of number `taxDocument` is, in your words; like it absent where there is none. */
            documentType?: string | null;
            /** @description Billing address. */
            address?: components["schemas"]["Address"] | null;
            /** @description Your own JSON: up to 50 keys of 1 to 40 characters, 16 KB, 10 levels deep, without U+0000. Numbers that a double cannot hold are refused. On update it is merged key by key; `null` removes a key. */
            metadata?: components["schemas"]["Metadata"] | null;
        };
        /** @description New customers. */
        CreateCustomers: {
            /** @description Up to 100 customers. Each succeeds or fails on its own. */
            customers: components["schemas"]["CreateCustomer"][];
        };
        /** @description A billing address that replaces the stored one as a whole: with `line1`, `city`, `country`, and `postalCode` where the country has one; or `{}`, which clears it. */
        AddressUpdate: {
            /** @description Street and number. */
            line1?: string;
            /** @description Apartment, floor, suite. */
            line2?: string | null;
            /** @description City. */
            city?: string;
            /** @description State or province. */
            state?: string | null;
            /** @description Postal code; empty where the country has none. */
            postalCode?: string | null;
            /** @description ISO 3166-1 alpha-2 code, in capitals, or XK. */
            country?: string;
            /** @description Region, where a country has regions beside its states. */
            region?: string | null;
        };
        /** @description What to change of a customer. Null and absent leave a field as it is; an empty text clears it. */
        UpdateCustomer: {
            /**
             * Format: idn-email
             * @description Billing email, without invisible characters. Also accepted as `billingEmail`.
             */
            email?: string | null;
            /** @description Your own id of the customer. It never changes once set. */
            externalId?: string | null;
            /** @description The customer's name. */
            fullName?: string | null;
            /** @description The customer's domain. */
            domain?: string | null;
            /** @description The customer's website. */
            website?: string | null;
            /** @description A name of tzdata, in whatever case. */
            timezone?: string | null;
            /** @description The customer's language. */
            language?: string | null;
            /** @description The customer's industry. */
            industry?: string | null;
            /** @description Number of employees, as text. */
            employeeCount?: string | null;
            /** @description The number by which the customer is known to the tax office. Answers below /api and events have it where there is one. */
            taxDocument?: string | null;
            /** @description What kind of number `taxDocument` is, in your words; like it absent where there is none. */
            documentType?: string | null;
            /** @description Billing address, replaced as a whole; `{}` clears it. */
            address?: components["schemas"]["AddressUpdate"] | null;
            /** @description Your own JSON: up to 50 keys of 1 to 40 characters, 16 KB, 10 levels deep, without U+0000. Numbers that a double cannot hold are refused. On update it is merged key by key; `null` removes a key. */
            metadata?: components["schemas"]["Metadata"] | null;
            /** @description `false` archives the customer, for good. */
            isActive?: boolean | null;
        };
        /** @description A new subscription. Needs `planCode` or `planId`, and not both. Null and absent mean the same. */
        CreateSubscription: {
            /** @description The customer's id. In requests, your own id of it will do. */
            customerId: string;
            /** @description The plan's code. Send this or `planId`. */
            planCode?: string | null;
            /** @description The plan's id. */
            planId?: string | null;
            /** @description How often it is billed; null when the plan has no prices. */
            billingInterval?: components["schemas"]["BillingInterval"] | null;
            /** @description Seats by the code of the plan's seats features. */
            initialSeats?: components["schemas"]["Seats"] | null;
            /** @description The price's id: it follows from the plan's and the interval. In requests it stands for the interval. */
            priceId?: string | null;
            /** @description Begin without the price's trial. */
            skipTrial?: boolean | null;
            /** @description Days of trial instead of the price's: 0 to 730. */
            customTrialDays?: number | null;
            /** @description Cancel it from the start: it ends with its first period, or with its trial if it has one, and is not renewed. */
            cancelAtPeriodEnd?: boolean | null;
            /** @description Periods that are paid for at once. More than 1 is not supported: a request with it is refused. */
            prepaidPeriods?: number | null;
            /** @description Not supported: a request with it is refused. */
            offerId?: null;
            /** @description Not supported: a request with it is refused. */
            cardPromotionId?: null;
            /** @description Not supported: a request with it is refused. */
            promoCode?: null;
            /** @description Not supported: a request with it is refused. */
            introOffer?: null;
            /** @description The subscription's name; the plan's unless given. */
            name?: string | null;
            /** @description When it begins: a date (midnight UTC) or a time with its offset, 2000 to 2099; now if absent. */
            startDate?: string | null;
        };
        /** @description How to cancel a subscription. */
        CancelSubscription: {
            /** @description Why, in your words. What is beyond 5,000 characters is cut. */
            reason?: string | null;
            /** @description End it now, not at the end of its period. */
            immediate?: boolean | null;
        };
        /** @description What to erase. */
        EraseCustomer: {
            /** @description The customer's own id (`cus_…`), also where the path has your id of it: nothing else is erased. */
            confirm: string;
        };
        /** @description Who erased a customer, and with which request: an API key, or an operator's command. */
        ErasureActor: {
            /** @description The API key, if it was one. */
            keyId?: string;
            /** @description At most 40 bytes of the key's name. */
            name?: string;
            /** @description The operator's command, if it was one. */
            command?: string;
            /** @description The request that made the change. */
            requestId: string;
        };
        /** @description What was removed of a customer beside its record. */
        RemovedTraces: {
            /** @description Events of its history. */
            events: number;
            /** @description Entries of the search index. */
            searchEntries: number;
            /** @description Subscriptions that others had followed. */
            pastSubscriptions: number;
        };
        /** @description The receipt of a customer that was erased. `id`, `customerId`, `erasedAt`, `erasedBy` and `signature` never change. */
        Erasure: {
            /** @description `era_` and 24 letters and digits. */
            id: string;
            /**
             * @description Always `erasure`.
             * @constant
             */
            object: "erasure";
            /** @description The id of the customer that was erased. */
            customerId: string;
            /**
             * @description `running` while something of the customer may be left; then `done`.
             * @enum {string}
             */
            status: "running" | "done";
            /**
             * Format: date-time
             * @description When its record was erased.
             */
            erasedAt: string;
            /** @description Who erased it, and with which request. */
            erasedBy: components["schemas"]["ErasureActor"] | null;
            /**
             * Format: date-time
             * @description When all else was gone; null until then.
             */
            finishedAt: string | null;
            /** @description What was removed beside the record, so far. */
            removed: components["schemas"]["RemovedTraces"];
            /**
             * Format: date-time
             * @description Since when an operator lets its external id be used again; null if it is not.
             */
            externalIdFreedAt: string | null;
            /** @description HMAC-SHA256 with the organization's secret, base64url. `npm run events -- verify` checks that id, customer, time and actor are as they were signed. */
            signature: string;
            /** @description Whether the stage is production. */
            livemode: boolean;
        };
        /**
         * @description What an API key may do: read, change customers and subscriptions, make and end API keys, or, with `write`, erase customers.
         * @enum {string}
         */
        Scope: "read" | "write" | "keys" | "erase";
        /** @description A key of the organization's, without its secret. */
        ApiKey: {
            /** @description `key_` and 24 letters and digits; not secret. */
            id: string;
            /**
             * @description Always `api_key`.
             * @constant
             */
            object: "api_key";
            /** @description What it is for. */
            name: string;
            /** @description What it may do. */
            scopes: components["schemas"]["Scope"][];
            /**
             * Format: date-time
             * @description When it was made.
             */
            createdAt: string;
            /** @description The id of the API key that made it; null if an operator did. */
            createdBy: string | null;
            /**
             * Format: date-time
             * @description From when on it is refused; null if it never expires.
             */
            expiresAt: string | null;
            /** @description The day (UTC) of the last change of a customer or a subscription that was made with it, seen a moment later; null before the first. Reading, and making keys, is not recorded. */
            lastWriteOn: string | null;
            /**
             * Format: date-time
             * @description When it was revoked; null in lists.
             */
            revokedAt: string | null;
            /** @description Whether the stage is production. */
            livemode: boolean;
        };
        /** @description A new API key, with its secret. */
        CreatedApiKey: {
            /** @description `key_` and 24 letters and digits; not secret. */
            id: string;
            /**
             * @description Always `api_key`.
             * @constant
             */
            object: "api_key";
            /** @description What it is for. */
            name: string;
            /** @description What it may do. */
            scopes: components["schemas"]["Scope"][];
            /**
             * Format: date-time
             * @description When it was made.
             */
            createdAt: string;
            /** @description The id of the API key that made it; null if an operator did. */
            createdBy: string | null;
            /**
             * Format: date-time
             * @description From when on it is refused; null if it never expires.
             */
            expiresAt: string | null;
            /** @description The day (UTC) of the last change of a customer or a subscription that was made with it, seen a moment later; null before the first. Reading, and making keys, is not recorded. */
            lastWriteOn: string | null;
            /**
             * Format: date-time
             * @description When it was revoked; null in lists.
             */
            revokedAt: string | null;
            /** @description Whether the stage is production. */
            livemode: boolean;
            /** @description What goes into the header `x-api-key`. Shown this once. */
            secret: string;
        };
        /** @description A new API key. */
        CreateApiKey: {
            /** @description What it is for. */
            name: string;
            /** @description What it may do: nothing that the key which asks may not. */
            scopes: components["schemas"]["Scope"][];
            /** @description When it expires; null or absent for never. A day, from midnight UTC, or a time with its offset, in the future. */
            expiresAt?: string | null;
        };
        /** @description What to change of an API key. */
        UpdateApiKey: {
            /** @description When it expires. A day, from midnight UTC, or a time with its offset, in the future. */
            expiresAt: string;
        };
        /**
         * @description The change that an event tells.
         * @enum {string}
         */
        ChangeEventName: "customer.created" | "customer.updated" | "subscription.created" | "subscription.canceled" | "customer.archived" | "customer.erased";
        /**
         * @description Why a customer is parked.
         * @enum {string}
         */
        ParkedReason: "queue_missing" | "access_denied" | "key_unavailable" | "throttled" | "no_answer" | "refused" | "unreadable" | "expired";
        /** @description What waits for a subscriber, of this organization alone. */
        ParkedState: {
            /** @description How many customers are parked; at most 1,000 are counted. */
            customers: number;
            /** @description Whether more are parked than were counted: `since` and `reasons` are of those alone. */
            hasMore: boolean;
            /**
             * Format: date-time
             * @description Since when the first of them is parked; null if none is.
             */
            since: string | null;
            /** @description Why, the most frequent first. Empty also for what version 0.1 parked. */
            reasons: components["schemas"]["ParkedReason"][];
        };
        /** @description A receiver of change events. */
        Subscriber: {
            /**
             * @description Always `subscriber`.
             * @constant
             */
            object: "subscriber";
            /** @description The subscriber's name. */
            name: string;
            /** @description The events that it gets: all there are, or those that it wants. */
            events: components["schemas"]["ChangeEventName"][];
            /** @description What waits for it. It is looked for at each request, in at most 1,000 customers. */
            parked: components["schemas"]["ParkedState"];
            /** @description Whether the stage is production. */
            livemode: boolean;
        };
        /** @description A customer whose events wait until they are sent to a subscriber again. */
        ParkedCustomer: {
            /**
             * @description Always `parked_customer`.
             * @constant
             */
            object: "parked_customer";
            /** @description The subscriber's name. */
            subscriber: string;
            /** @description The customer's id (`cus_…`). */
            customerId: string;
            /** @description The `sequence` of the first event that waits. All later ones that the subscriber wants wait behind it. After a redrive that stopped, it may be one that was sent. */
            fromSequence: number;
            /**
             * Format: date-time
             * @description Since when.
             */
            parkedAt: string;
            /** @description Why. `queue_missing`: there is no such queue; `access_denied`: the queue or its key does not let the stage send; `key_unavailable`: the key that encrypts the queue cannot be used; `throttled`: the queue took no more at that time; `no_answer`: nothing answered in time, or SQS had an error; `refused`: anything else that the queue says; `unreadable`: this version of the service cannot read the change; `expired`: the event is not kept any more. After a redrive that failed, what kept that. Null for what version 0.1 parked. */
            reason: components["schemas"]["ParkedReason"] | null;
            /** @description How many redrives have failed since. */
            failedRedrives: number;
            /** @description Whether the stage is production. */
            livemode: boolean;
        };
        /** @description A customer with which a redrive could not go on. */
        RedriveObstacle: {
            /** @description The customer's id (`cus_…`). */
            customerId: string;
            /** @description The `sequence` of the event that could not be sent. */
            sequence: number;
            /** @description Why. `queue_missing`: there is no such queue; `access_denied`: the queue or its key does not let the stage send; `key_unavailable`: the key that encrypts the queue cannot be used; `throttled`: the queue took no more at that time; `no_answer`: nothing answered in time, or SQS had an error; `refused`: anything else that the queue says; `unreadable`: this version of the service cannot read the change; `expired`: the event is not kept any more. */
            reason: components["schemas"]["ParkedReason"];
        };
        /** @description What became of a redrive. */
        Redrive: {
            /**
             * @description Always `redrive`.
             * @constant
             */
            object: "redrive";
            /** @description The subscriber's name. */
            subscriber: string;
            /** @description The only customer that was meant; null for all. */
            customerId: string | null;
            /** @description How many events were sent. */
            sent: number;
            /** @description How many of the customers that were meant are still parked, also if it was meanwhile; at most 1,000 are counted. */
            remaining: number;
            /** @description Whether the same request can send more at once. False when nothing remains, when the queue takes nothing, and when only obstacles remain. */
            hasMore: boolean;
            /** @description Customers with which it could not go on, at most 25. */
            obstacles: components["schemas"]["RedriveObstacle"][];
            /** @description Whether the stage is production. */
            livemode: boolean;
        };
        /** @description Whose events to send again. Null and absent mean the same. */
        RedriveSubscriber: {
            /** @description Only this customer, by its id (`cus_…`) or your own id of it; null or absent for all. */
            customerId?: string | null;
        };
        /** @description What an API key stands for. */
        Me: {
            /** @description The API key's id, which is not its secret. */
            keyId: string;
            /** @description The organization of the API key. */
            organizationId: string;
            /** @description The stage that answers. */
            stage: string;
            /** @description What the API key may do. */
            scopes: ("read" | "write" | "keys" | "erase")[];
        };
        /** @description That the service answers. */
        Health: {
            /**
             * @description Always `ok`.
             * @constant
             */
            status: "ok";
        };
        /** @description The answer of a success. */
        CustomerResponse: {
            /**
             * @description Always true.
             * @constant
             */
            success: true;
            data: components["schemas"]["Customer"];
        };
        /** @description The answer of a success. */
        CustomerBatchResponse: {
            /**
             * @description Always true.
             * @constant
             */
            success: true;
            data: components["schemas"]["CustomerBatch"];
        };
        /** @description The answer of a success. */
        ErasureResponse: {
            /**
             * @description Always true.
             * @constant
             */
            success: true;
            data: components["schemas"]["Erasure"];
        };
        /** @description One page. */
        ErasurePage: {
            /**
             * @description Always true.
             * @constant
             */
            success: true;
            /** @description What is on this page. */
            data: components["schemas"]["Erasure"][];
            /** @description Whether there is a next page. */
            hasMore: boolean;
            /** @description The next page's `cursor`; null on the last page. */
            nextCursor: string | null;
        };
        /** @description One page. */
        CustomerPage: {
            /**
             * @description Always true.
             * @constant
             */
            success: true;
            /** @description What is on this page. */
            data: components["schemas"]["Customer"][];
            /** @description Whether there is a next page. */
            hasMore: boolean;
            /** @description The next page's `cursor`; null on the last page. */
            nextCursor: string | null;
        };
        /** @description One page. */
        ChangeEventPage: {
            /**
             * @description Always true.
             * @constant
             */
            success: true;
            /** @description What is on this page. */
            data: components["schemas"]["ChangeEvent"][];
            /** @description Whether there is a next page. */
            hasMore: boolean;
            /** @description The next page's `cursor`; null on the last page. */
            nextCursor: string | null;
        };
        /** @description One page. */
        FeedEventPage: {
            /**
             * @description Always true.
             * @constant
             */
            success: true;
            /** @description What is on this page. */
            data: (components["schemas"]["FeedEvent"] | components["schemas"]["ErasedEvent"])[];
            /** @description Whether there is a next page. */
            hasMore: boolean;
            /** @description Where to go on: the next page's `cursor`, at the end too. */
            nextCursor: string;
        };
        /** @description One page. */
        PlanPage: {
            /**
             * @description Always true.
             * @constant
             */
            success: true;
            /** @description What is on this page. */
            data: components["schemas"]["Plan"][];
            /** @description Whether there is a next page. */
            hasMore: boolean;
            /** @description The next page's `cursor`; null on the last page. */
            nextCursor: string | null;
        };
        /** @description The answer of a success. */
        PlanResponse: {
            /**
             * @description Always true.
             * @constant
             */
            success: true;
            data: components["schemas"]["Plan"];
        };
        /** @description The answer of a success. */
        SubscriptionResponse: {
            /**
             * @description Always true.
             * @constant
             */
            success: true;
            data: components["schemas"]["Subscription"];
        };
        /** @description One page. */
        SubscriptionPage: {
            /**
             * @description Always true.
             * @constant
             */
            success: true;
            /** @description What is on this page. */
            data: components["schemas"]["Subscription"][];
            /** @description Whether there is a next page. */
            hasMore: boolean;
            /** @description The next page's `cursor`; null on the last page. */
            nextCursor: string | null;
        };
        /** @description The answer of a success. */
        ActiveSubscriptionResponse: {
            /**
             * @description Always true.
             * @constant
             */
            success: true;
            /** @description The active subscription, or null. */
            data: components["schemas"]["Subscription"] | null;
        };
        /** @description The answer of a success. */
        CreatedApiKeyResponse: {
            /**
             * @description Always true.
             * @constant
             */
            success: true;
            data: components["schemas"]["CreatedApiKey"];
        };
        /** @description One page. */
        ApiKeyPage: {
            /**
             * @description Always true.
             * @constant
             */
            success: true;
            /** @description What is on this page. */
            data: components["schemas"]["ApiKey"][];
            /** @description Whether there is a next page. */
            hasMore: boolean;
            /** @description The next page's `cursor`; null on the last page. */
            nextCursor: string | null;
        };
        /** @description The answer of a success. */
        ApiKeyResponse: {
            /**
             * @description Always true.
             * @constant
             */
            success: true;
            data: components["schemas"]["ApiKey"];
        };
        /** @description One page. */
        SubscriberPage: {
            /**
             * @description Always true.
             * @constant
             */
            success: true;
            /** @description What is on this page. */
            data: components["schemas"]["Subscriber"][];
            /** @description Whether there is a next page. */
            hasMore: boolean;
            /** @description The next page's `cursor`; null on the last page. */
            nextCursor: string | null;
        };
        /** @description One page. */
        ParkedCustomerPage: {
            /**
             * @description Always true.
             * @constant
             */
            success: true;
            /** @description What is on this page. */
            data: components["schemas"]["ParkedCustomer"][];
            /** @description Whether there is a next page. */
            hasMore: boolean;
            /** @description The next page's `cursor`; null on the last page. */
            nextCursor: string | null;
        };
        /** @description The answer of a success. */
        RedriveResponse: {
            /**
             * @description Always true.
             * @constant
             */
            success: true;
            data: components["schemas"]["Redrive"];
        };
        /** @description The answer of a success. */
        MeResponse: {
            /**
             * @description Always true.
             * @constant
             */
            success: true;
            data: components["schemas"]["Me"];
        };
        /**
         * @description What went wrong.
         * @enum {string}
         */
        ErrorCode: "invalid_json" | "unauthorized" | "forbidden" | "api_key_protected" | "api_key_not_found" | "customer_not_found" | "plan_not_found" | "subscriber_not_found" | "subscription_not_found" | "endpoint_not_available" | "method_not_allowed" | "external_id_taken" | "external_id_immutable" | "idempotency_key_mismatch" | "api_key_already_created" | "customer_archived" | "customer_has_active_subscription" | "already_has_active_subscription" | "subscription_already_canceled" | "customer_erased" | "version_mismatch" | "payload_too_large" | "unsupported_content_encoding" | "history_expired" | "validation_error" | "internal_error" | "stored_by_newer_version" | "service_unavailable";
        /**
         * @description The family of an error.
         * @enum {string}
         */
        ErrorType: "validation_error" | "authentication_error" | "not_found_error" | "conflict_error" | "internal_error";
        /** @description What is wrong with a field of the request. */
        FieldProblem: {
            /** @description The field's name, as `address.country`. */
            field: string;
            /** @description What is wrong with it. */
            message: string;
        };
        /** @description A customer that has changed since. */
        CurrentCustomer: {
            /** @description The current record. */
            customer: components["schemas"]["Customer"];
            /** @description Its version, which its ETag says too. */
            version: number;
        };
        /** @description An API key that an earlier request made. */
        FormerApiKey: {
            /** @description Its id, by which it can be deleted. */
            apiKeyId: string;
        };
        /** @description An answer of API Gateway, which refused the request before the service saw it. */
        GatewayError: {
            /** @description For people; it may change. */
            message: string;
        };
        /** @description What went wrong. */
        ErrorObject: {
            type: components["schemas"]["ErrorType"];
            /** @description Stable; switch on this. */
            code: components["schemas"]["ErrorCode"];
            /** @description For people; it may change. */
            message: string;
            /** @description The first invalid field. */
            param?: string;
            /**
             * Format: uri
             * @description The page about this code, at this stage.
             */
            doc_url: string;
            /** @description The request's id; quote it in questions. */
            request_id: string;
        };
        /** @description The body of a failure. */
        Error: {
            /**
             * @description Always false.
             * @constant
             */
            success: false;
            /** @description Stable; switch on this. */
            code: components["schemas"]["ErrorCode"];
            /** @description For people; it may change. */
            message: string;
            /** @description What went wrong. */
            error: components["schemas"]["ErrorObject"];
        };
        /** @description What went wrong. */
        ValidationErrorObject: {
            type: components["schemas"]["ErrorType"];
            /** @description Stable; switch on this. */
            code: components["schemas"]["ErrorCode"];
            /** @description For people; it may change. */
            message: string;
            /** @description Every problem of the request. */
            details: components["schemas"]["FieldProblem"][];
            /** @description The first invalid field. */
            param?: string;
            /**
             * Format: uri
             * @description The page about this code, at this stage.
             */
            doc_url: string;
            /** @description The request's id; quote it in questions. */
            request_id: string;
        };
        /** @description The body of a failure. */
        ValidationError: {
            /**
             * @description Always false.
             * @constant
             */
            success: false;
            /** @description Stable; switch on this. */
            code: components["schemas"]["ErrorCode"];
            /** @description For people; it may change. */
            message: string;
            /** @description Every problem of the request. */
            details: components["schemas"]["FieldProblem"][];
            /** @description What went wrong. */
            error: components["schemas"]["ValidationErrorObject"];
        };
        /** @description What went wrong. */
        VersionMismatchErrorObject: {
            type: components["schemas"]["ErrorType"];
            /** @description Stable; switch on this. */
            code: components["schemas"]["ErrorCode"];
            /** @description For people; it may change. */
            message: string;
            /** @description The current record and its version. */
            details: components["schemas"]["CurrentCustomer"];
            /** @description The first invalid field. */
            param?: string;
            /**
             * Format: uri
             * @description The page about this code, at this stage.
             */
            doc_url: string;
            /** @description The request's id; quote it in questions. */
            request_id: string;
        };
        /** @description The body of a failure. */
        VersionMismatchError: {
            /**
             * @description Always false.
             * @constant
             */
            success: false;
            /** @description Stable; switch on this. */
            code: components["schemas"]["ErrorCode"];
            /** @description For people; it may change. */
            message: string;
            /** @description The current record and its version. */
            details: components["schemas"]["CurrentCustomer"];
            /** @description What went wrong. */
            error: components["schemas"]["VersionMismatchErrorObject"];
        };
        /** @description What went wrong. */
        ApiKeyConflictErrorObject: {
            type: components["schemas"]["ErrorType"];
            /** @description Stable; switch on this. */
            code: components["schemas"]["ErrorCode"];
            /** @description For people; it may change. */
            message: string;
            /** @description What an earlier request made, if this one repeats it. */
            details?: components["schemas"]["FormerApiKey"];
            /** @description The first invalid field. */
            param?: string;
            /**
             * Format: uri
             * @description The page about this code, at this stage.
             */
            doc_url: string;
            /** @description The request's id; quote it in questions. */
            request_id: string;
        };
        /** @description The body of a failure. */
        ApiKeyConflictError: {
            /**
             * @description Always false.
             * @constant
             */
            success: false;
            /** @description Stable; switch on this. */
            code: components["schemas"]["ErrorCode"];
            /** @description For people; it may change. */
            message: string;
            /** @description What an earlier request made, if this one repeats it. */
            details?: components["schemas"]["FormerApiKey"];
            /** @description What went wrong. */
            error: components["schemas"]["ApiKeyConflictErrorObject"];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listCustomers: {
        parameters: {
            query?: {
                /** @description Customers a page; above 100 is 100. */
                limit?: number;
                /** @description Where to go on: the last page's `nextCursor`. */
                cursor?: string;
                /** @description Only customers each word of this text finds: by the beginning of any word of the full name, of the email, of its domain, of either id. Case, accents and signs do not matter. Ids are found at once, the rest a moment after it was written. Sorted by the matching word, then newest first. Of any length; nothing or blanks find all. */
                search?: string;
                /** @description Only active (`true`, also `1`) or only archived (`false`, also `0`) customers. */
                isActive?: boolean;
                /** @description Only the customer with this id of yours. */
                externalId?: string;
                /** @description Only the customer with this id, of either kind. */
                customerId?: string;
                /** @description Only customers with exactly this address, but for upper and lower case; newest first. Found a moment after it was written. A + in it is sent as %2B. */
                email?: string;
                /** @description What each customer comes with: `subscription`, its active one as `GET /subscriptions/active` answers it, or null. May be repeated, and sent as `expand[]`. */
                expand?: "subscription"[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerPage"];
                };
            };
            /** @description `unauthorized`: The request has no API key that is valid here. Nothing was read or changed. Send a valid key in the x-api-key header. An operator makes one with `npm run keys -- create`, and sees those there are with `npm run keys -- list`. */
            401: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but lacks the scope (`read`, `write`, `keys` or `erase`) that the operation needs. Nothing was changed. Use a key with that scope. `GET /api/me` shows the scopes of a key. */
            403: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `validation_error`: One or more fields are invalid. details lists every problem with its field; nothing was changed. Correct every field that details names and send the request again. */
            422: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationError"];
                };
            };
            /** @description More requests than the stage takes at a time. Wait, and send the same request again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /**
             * @description `stored_by_newer_version`: A newer version of the service has stored this, and the one that runs cannot read it. It shows nothing rather than something wrong. Nothing was changed. Report it. It works again once the operators have deployed the newer version; nothing is lost.
             *
             *     `internal_error`: An unexpected failure on the side of the service. Repeat the request once. If it fails again, report the request id: it is in x-request-id and in error.request_id.
             */
            500: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable`: The database was throttled or did not answer in time. Repeat the same request after Retry-After seconds, and wait longer each time. */
            503: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createCustomer: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a create without an id of yours safe to repeat: the same key and body return the first customer. With an id, the id decides; the key that made a customer is refused with another body. */
                "Idempotency-Key"?: string;
                /** @description Why, in at most 200 characters, as percent-encoded UTF-8. The change's event keeps it, and the customer's history shows it; a request that changes nothing leaves none. */
                "x-reason"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateCustomer"];
            };
        };
        responses: {
            /** @description The customer that existed, unchanged. */
            200: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    /** @description The customer's version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerResponse"];
                };
            };
            /** @description The new customer. */
            201: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    /** @description The customer's version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerResponse"];
                };
            };
            /** @description `invalid_json`: The body could not be read as JSON. Nothing was changed. Correct the body and send it again. */
            400: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: The request has no API key that is valid here. Nothing was read or changed. Send a valid key in the x-api-key header. An operator makes one with `npm run keys -- create`, and sees those there are with `npm run keys -- list`. */
            401: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but lacks the scope (`read`, `write`, `keys` or `erase`) that the operation needs. Nothing was changed. Use a key with that scope. `GET /api/me` shows the scopes of a key. */
            403: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `idempotency_key_mismatch`: A create, or a customer's last update, was repeated with the same Idempotency-Key but another body. What the first request did stands; nothing was changed. Use a new key for a new request, and the very same body to repeat one. */
            409: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `customer_erased`: The customer was erased for good: nothing of it is left but its id and a hash in place of its external id. Nothing was changed. Take the customer out of what you send. If the person comes back, create a customer with another external id, or have an operator free this one with `npm run customers -- erase --free`. */
            410: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `payload_too_large`: The body is larger than 1 MB (1,048,576 bytes). Nothing was changed. Send at most 1 MB per request; split a batch. */
            413: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_content_encoding`: The Content-Encoding header says that the body is compressed, and bodies are read as they are sent. Send the body as JSON in UTF-8, without Content-Encoding or with `identity`. */
            415: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `validation_error`: One or more fields are invalid. details lists every problem with its field; nothing was changed. Correct every field that details names and send the request again. */
            422: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationError"];
                };
            };
            /** @description More requests than the stage takes at a time. Wait, and send the same request again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /**
             * @description `stored_by_newer_version`: A newer version of the service has stored this, and the one that runs cannot read it. It shows nothing rather than something wrong. Nothing was changed. Report it. It works again once the operators have deployed the newer version; nothing is lost.
             *
             *     `internal_error`: An unexpected failure on the side of the service. Repeat the request once. If it fails again, report the request id: it is in x-request-id and in error.request_id.
             */
            500: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable`: The database was throttled or did not answer in time. Repeat the same request after Retry-After seconds, and wait longer each time. */
            503: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createCustomers: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a create without an id of yours safe to repeat: the same key and body return the first customer. With an id, the id decides; the key that made a customer is refused with another body. */
                "Idempotency-Key"?: string;
                /** @description Why, in at most 200 characters, as percent-encoded UTF-8. The change's event keeps it, and the customer's history shows it; a request that changes nothing leaves none. */
                "x-reason"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateCustomers"];
            };
        };
        responses: {
            /** @description What was created or existed, and what failed. */
            200: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerBatchResponse"];
                };
            };
            /** @description `invalid_json`: The body could not be read as JSON. Nothing was changed. Correct the body and send it again. */
            400: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: The request has no API key that is valid here. Nothing was read or changed. Send a valid key in the x-api-key header. An operator makes one with `npm run keys -- create`, and sees those there are with `npm run keys -- list`. */
            401: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but lacks the scope (`read`, `write`, `keys` or `erase`) that the operation needs. Nothing was changed. Use a key with that scope. `GET /api/me` shows the scopes of a key. */
            403: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `payload_too_large`: The body is larger than 1 MB (1,048,576 bytes). Nothing was changed. Send at most 1 MB per request; split a batch. */
            413: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_content_encoding`: The Content-Encoding header says that the body is compressed, and bodies are read as they are sent. Send the body as JSON in UTF-8, without Content-Encoding or with `identity`. */
            415: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `validation_error`: One or more fields are invalid. details lists every problem with its field; nothing was changed. Correct every field that details names and send the request again. */
            422: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationError"];
                };
            };
            /** @description More requests than the stage takes at a time. Wait, and send the same request again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /**
             * @description `stored_by_newer_version`: A newer version of the service has stored this, and the one that runs cannot read it. It shows nothing rather than something wrong. Nothing was changed. Report it. It works again once the operators have deployed the newer version; nothing is lost.
             *
             *     `internal_error`: An unexpected failure on the side of the service. Repeat the request once. If it fails again, report the request id: it is in x-request-id and in error.request_id.
             */
            500: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable`: The database was throttled or did not answer in time. Repeat the same request after Retry-After seconds, and wait longer each time. */
            503: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getCustomer: {
        parameters: {
            query?: {
                /** @description As the API showed it at this moment of the past. A day is its first moment, in UTC; a + in an offset is sent as %2B. Writes carry the time at which their request began, so the last seconds may still change. */
                asOf?: string;
            };
            header?: never;
            path: {
                /** @description The customer's id (`cus_…`) or your own id of it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The customer. */
            200: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    /** @description The customer's version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerResponse"];
                };
            };
            /** @description `unauthorized`: The request has no API key that is valid here. Nothing was read or changed. Send a valid key in the x-api-key header. An operator makes one with `npm run keys -- create`, and sees those there are with `npm run keys -- list`. */
            401: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but lacks the scope (`read`, `write`, `keys` or `erase`) that the operation needs. Nothing was changed. Use a key with that scope. `GET /api/me` shows the scopes of a key. */
            403: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `customer_not_found`: No customer of this key's organization has that id, neither as a customer id (cus_…) nor as an external id. Customers of other organizations answer the same. Check the id and the key, or create the customer: creating one that exists returns it. */
            404: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `customer_erased`: The customer was erased for good: nothing of it is left but its id and a hash in place of its external id. Nothing was changed. Take the customer out of what you send. If the person comes back, create a customer with another external id, or have an operator free this one with `npm run customers -- erase --free`. */
            410: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `validation_error`: One or more fields are invalid. details lists every problem with its field; nothing was changed. Correct every field that details names and send the request again.
             *
             *     `history_expired`: Not all of what was asked for is still kept, so that the answer would have a gap. It has none: nothing was skipped. Take stock of the customers with `GET /api/customers`, and go on from a new cursor: `cursor=now` is asked for first, so that no change falls between the two. Without a cursor the feed begins at the oldest event kept. For `asOf`, `details` names the time from which on a customer can be shown.
             */
            422: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationError"];
                };
            };
            /** @description More requests than the stage takes at a time. Wait, and send the same request again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /**
             * @description `stored_by_newer_version`: A newer version of the service has stored this, and the one that runs cannot read it. It shows nothing rather than something wrong. Nothing was changed. Report it. It works again once the operators have deployed the newer version; nothing is lost.
             *
             *     `internal_error`: An unexpected failure on the side of the service. Repeat the request once. If it fails again, report the request id: it is in x-request-id and in error.request_id.
             */
            500: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable`: The database was throttled or did not answer in time. Repeat the same request after Retry-After seconds, and wait longer each time. */
            503: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    updateCustomer: {
        parameters: {
            query?: never;
            header?: {
                /** @description Update only this version, as the ETag of an earlier answer gave it. */
                "If-Match"?: string;
                /** @description Makes an update safe to repeat, and harmless late: the customer's last update is not carried out a second time. With another body the same key is refused. */
                "Idempotency-Key"?: string;
                /** @description Why, in at most 200 characters, as percent-encoded UTF-8. The change's event keeps it, and the customer's history shows it; a request that changes nothing leaves none. */
                "x-reason"?: string;
            };
            path: {
                /** @description The customer's id (`cus_…`) or your own id of it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["UpdateCustomer"];
            };
        };
        responses: {
            /** @description The customer as it now is. */
            200: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    /** @description The customer's version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerResponse"];
                };
            };
            /** @description `invalid_json`: The body could not be read as JSON. Nothing was changed. Correct the body and send it again. */
            400: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: The request has no API key that is valid here. Nothing was read or changed. Send a valid key in the x-api-key header. An operator makes one with `npm run keys -- create`, and sees those there are with `npm run keys -- list`. */
            401: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but lacks the scope (`read`, `write`, `keys` or `erase`) that the operation needs. Nothing was changed. Use a key with that scope. `GET /api/me` shows the scopes of a key. */
            403: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `customer_not_found`: No customer of this key's organization has that id, neither as a customer id (cus_…) nor as an external id. Customers of other organizations answer the same. Check the id and the key, or create the customer: creating one that exists returns it. */
            404: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `customer_archived`: The customer is archived, and archived customers cannot be changed or reactivated. Nothing was changed. Create a new customer with another external id, if it is to go on. Repeating the archive itself answers 200.
             *
             *     `customer_has_active_subscription`: A customer with an active subscription cannot be archived. Nothing was changed. Cancel the subscription with `immediate: true`, or wait for its end; then archive the customer.
             *
             *     `external_id_taken`: The external id given on update belongs to another customer of the organization. Nothing was changed. Get the customer by that external id and decide which of the two you mean.
             *
             *     `external_id_immutable`: The customer already has another external id. External ids never change once set, so that retries stay safe. Nothing was changed. Leave `externalId` out of the update, or create a new customer with the new id.
             *
             *     `idempotency_key_mismatch`: A create, or a customer's last update, was repeated with the same Idempotency-Key but another body. What the first request did stands; nothing was changed. Use a new key for a new request, and the very same body to repeat one.
             */
            409: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `customer_erased`: The customer was erased for good: nothing of it is left but its id and a hash in place of its external id. Nothing was changed. Take the customer out of what you send. If the person comes back, create a customer with another external id, or have an operator free this one with `npm run customers -- erase --free`. */
            410: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `version_mismatch`: The If-Match header names another version than the stored one. Nothing was changed. Read details.customer, apply your change to it, and send it with details.version, which is the answer's ETag, in If-Match. */
            412: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    /** @description The version of the current record, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionMismatchError"];
                };
            };
            /** @description `payload_too_large`: The body is larger than 1 MB (1,048,576 bytes). Nothing was changed. Send at most 1 MB per request; split a batch. */
            413: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_content_encoding`: The Content-Encoding header says that the body is compressed, and bodies are read as they are sent. Send the body as JSON in UTF-8, without Content-Encoding or with `identity`. */
            415: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `validation_error`: One or more fields are invalid. details lists every problem with its field; nothing was changed. Correct every field that details names and send the request again. */
            422: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationError"];
                };
            };
            /** @description More requests than the stage takes at a time. Wait, and send the same request again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /**
             * @description `stored_by_newer_version`: A newer version of the service has stored this, and the one that runs cannot read it. It shows nothing rather than something wrong. Nothing was changed. Report it. It works again once the operators have deployed the newer version; nothing is lost.
             *
             *     `internal_error`: An unexpected failure on the side of the service. Repeat the request once. If it fails again, report the request id: it is in x-request-id and in error.request_id.
             */
            500: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable`: The database was throttled or did not answer in time. Repeat the same request after Retry-After seconds, and wait longer each time. */
            503: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    eraseCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The customer's id (`cus_…`) or your own id of it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EraseCustomer"];
            };
        };
        responses: {
            /** @description The receipt: all is done. */
            200: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasureResponse"];
                };
            };
            /** @description The receipt: some of the work goes on. */
            202: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasureResponse"];
                };
            };
            /** @description `invalid_json`: The body could not be read as JSON. Nothing was changed. Correct the body and send it again. */
            400: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: The request has no API key that is valid here. Nothing was read or changed. Send a valid key in the x-api-key header. An operator makes one with `npm run keys -- create`, and sees those there are with `npm run keys -- list`. */
            401: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but lacks the scope (`read`, `write`, `keys` or `erase`) that the operation needs. Nothing was changed. Use a key with that scope. `GET /api/me` shows the scopes of a key. */
            403: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `customer_not_found`: No customer of this key's organization has that id, neither as a customer id (cus_…) nor as an external id. Customers of other organizations answer the same. Check the id and the key, or create the customer: creating one that exists returns it. */
            404: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `customer_has_active_subscription`: A customer with an active subscription cannot be archived. Nothing was changed. Cancel the subscription with `immediate: true`, or wait for its end; then archive the customer. */
            409: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `customer_erased`: The customer was erased for good: nothing of it is left but its id and a hash in place of its external id. Nothing was changed. Take the customer out of what you send. If the person comes back, create a customer with another external id, or have an operator free this one with `npm run customers -- erase --free`. */
            410: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `payload_too_large`: The body is larger than 1 MB (1,048,576 bytes). Nothing was changed. Send at most 1 MB per request; split a batch. */
            413: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_content_encoding`: The Content-Encoding header says that the body is compressed, and bodies are read as they are sent. Send the body as JSON in UTF-8, without Content-Encoding or with `identity`. */
            415: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `validation_error`: One or more fields are invalid. details lists every problem with its field; nothing was changed. Correct every field that details names and send the request again. */
            422: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationError"];
                };
            };
            /** @description More requests than the stage takes at a time. Wait, and send the same request again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /**
             * @description `stored_by_newer_version`: A newer version of the service has stored this, and the one that runs cannot read it. It shows nothing rather than something wrong. Nothing was changed. Report it. It works again once the operators have deployed the newer version; nothing is lost.
             *
             *     `internal_error`: An unexpected failure on the side of the service. Repeat the request once. If it fails again, report the request id: it is in x-request-id and in error.request_id.
             */
            500: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable`: The database was throttled or did not answer in time. Repeat the same request after Retry-After seconds, and wait longer each time. */
            503: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listErasures: {
        parameters: {
            query?: {
                /** @description Receipts a page; above 100 is 100. */
                limit?: number;
                /** @description Where to go on: the last page's `nextCursor`. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasurePage"];
                };
            };
            /** @description `unauthorized`: The request has no API key that is valid here. Nothing was read or changed. Send a valid key in the x-api-key header. An operator makes one with `npm run keys -- create`, and sees those there are with `npm run keys -- list`. */
            401: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but lacks the scope (`read`, `write`, `keys` or `erase`) that the operation needs. Nothing was changed. Use a key with that scope. `GET /api/me` shows the scopes of a key. */
            403: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `validation_error`: One or more fields are invalid. details lists every problem with its field; nothing was changed. Correct every field that details names and send the request again. */
            422: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationError"];
                };
            };
            /** @description More requests than the stage takes at a time. Wait, and send the same request again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /**
             * @description `stored_by_newer_version`: A newer version of the service has stored this, and the one that runs cannot read it. It shows nothing rather than something wrong. Nothing was changed. Report it. It works again once the operators have deployed the newer version; nothing is lost.
             *
             *     `internal_error`: An unexpected failure on the side of the service. Repeat the request once. If it fails again, report the request id: it is in x-request-id and in error.request_id.
             */
            500: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable`: The database was throttled or did not answer in time. Repeat the same request after Retry-After seconds, and wait longer each time. */
            503: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listCustomerEvents: {
        parameters: {
            query?: {
                /** @description Events a page; above 100 is 100. */
                limit?: number;
                /** @description Where to go on: the last page's `nextCursor`. */
                cursor?: string;
                /** @description Only events at or after this time. With a time a page may be short although there is more. */
                from?: string;
                /** @description Only events before this time. */
                to?: string;
            };
            header?: never;
            path: {
                /** @description The customer's id (`cus_…`) or your own id of it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeEventPage"];
                };
            };
            /** @description `unauthorized`: The request has no API key that is valid here. Nothing was read or changed. Send a valid key in the x-api-key header. An operator makes one with `npm run keys -- create`, and sees those there are with `npm run keys -- list`. */
            401: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but lacks the scope (`read`, `write`, `keys` or `erase`) that the operation needs. Nothing was changed. Use a key with that scope. `GET /api/me` shows the scopes of a key. */
            403: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `customer_not_found`: No customer of this key's organization has that id, neither as a customer id (cus_…) nor as an external id. Customers of other organizations answer the same. Check the id and the key, or create the customer: creating one that exists returns it. */
            404: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `customer_erased`: The customer was erased for good: nothing of it is left but its id and a hash in place of its external id. Nothing was changed. Take the customer out of what you send. If the person comes back, create a customer with another external id, or have an operator free this one with `npm run customers -- erase --free`. */
            410: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `validation_error`: One or more fields are invalid. details lists every problem with its field; nothing was changed. Correct every field that details names and send the request again. */
            422: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationError"];
                };
            };
            /** @description More requests than the stage takes at a time. Wait, and send the same request again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /**
             * @description `stored_by_newer_version`: A newer version of the service has stored this, and the one that runs cannot read it. It shows nothing rather than something wrong. Nothing was changed. Report it. It works again once the operators have deployed the newer version; nothing is lost.
             *
             *     `internal_error`: An unexpected failure on the side of the service. Repeat the request once. If it fails again, report the request id: it is in x-request-id and in error.request_id.
             */
            500: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable`: The database was throttled or did not answer in time. Repeat the same request after Retry-After seconds, and wait longer each time. */
            503: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description Events a page; above 100 is 100. */
                limit?: number;
                /** @description `nextCursor` of an earlier page, whatever its `events` were. Without one the feed begins at the oldest event kept; `now` is its end. */
                cursor?: string;
                /** @description Only these events, with commas between them: `customer.created`, `customer.updated`, `subscription.created`, `subscription.canceled`, `customer.archived`, `customer.erased`. */
                events?: string;
                /** @description Seconds that the request may wait where there is nothing to answer: until there is, or until they are over. Where too many wait already it is answered at once. */
                wait?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedEventPage"];
                };
            };
            /** @description `unauthorized`: The request has no API key that is valid here. Nothing was read or changed. Send a valid key in the x-api-key header. An operator makes one with `npm run keys -- create`, and sees those there are with `npm run keys -- list`. */
            401: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but lacks the scope (`read`, `write`, `keys` or `erase`) that the operation needs. Nothing was changed. Use a key with that scope. `GET /api/me` shows the scopes of a key. */
            403: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `validation_error`: One or more fields are invalid. details lists every problem with its field; nothing was changed. Correct every field that details names and send the request again.
             *
             *     `history_expired`: Not all of what was asked for is still kept, so that the answer would have a gap. It has none: nothing was skipped. Take stock of the customers with `GET /api/customers`, and go on from a new cursor: `cursor=now` is asked for first, so that no change falls between the two. Without a cursor the feed begins at the oldest event kept. For `asOf`, `details` names the time from which on a customer can be shown.
             */
            422: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationError"];
                };
            };
            /** @description More requests than the stage takes at a time. Wait, and send the same request again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /**
             * @description `stored_by_newer_version`: A newer version of the service has stored this, and the one that runs cannot read it. It shows nothing rather than something wrong. Nothing was changed. Report it. It works again once the operators have deployed the newer version; nothing is lost.
             *
             *     `internal_error`: An unexpected failure on the side of the service. Repeat the request once. If it fails again, report the request id: it is in x-request-id and in error.request_id.
             */
            500: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable`: The database was throttled or did not answer in time. Repeat the same request after Retry-After seconds, and wait longer each time. */
            503: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listPlans: {
        parameters: {
            query?: {
                /** @description Plans a page; above 100 is 100. */
                limit?: number;
                /** @description Where to go on: the last page's `nextCursor`. */
                cursor?: string;
                /** @description Private plans too (`true`, also `1`). */
                includePrivate?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanPage"];
                };
            };
            /** @description `unauthorized`: The request has no API key that is valid here. Nothing was read or changed. Send a valid key in the x-api-key header. An operator makes one with `npm run keys -- create`, and sees those there are with `npm run keys -- list`. */
            401: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but lacks the scope (`read`, `write`, `keys` or `erase`) that the operation needs. Nothing was changed. Use a key with that scope. `GET /api/me` shows the scopes of a key. */
            403: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `validation_error`: One or more fields are invalid. details lists every problem with its field; nothing was changed. Correct every field that details names and send the request again. */
            422: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationError"];
                };
            };
            /** @description More requests than the stage takes at a time. Wait, and send the same request again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /**
             * @description `stored_by_newer_version`: A newer version of the service has stored this, and the one that runs cannot read it. It shows nothing rather than something wrong. Nothing was changed. Report it. It works again once the operators have deployed the newer version; nothing is lost.
             *
             *     `internal_error`: An unexpected failure on the side of the service. Repeat the request once. If it fails again, report the request id: it is in x-request-id and in error.request_id.
             */
            500: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable`: The database was throttled or did not answer in time. Repeat the same request after Retry-After seconds, and wait longer each time. */
            503: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getPlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The plan's code or its id (`plan_…`). */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The plan. */
            200: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanResponse"];
                };
            };
            /** @description `unauthorized`: The request has no API key that is valid here. Nothing was read or changed. Send a valid key in the x-api-key header. An operator makes one with `npm run keys -- create`, and sees those there are with `npm run keys -- list`. */
            401: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but lacks the scope (`read`, `write`, `keys` or `erase`) that the operation needs. Nothing was changed. Use a key with that scope. `GET /api/me` shows the scopes of a key. */
            403: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `plan_not_found`: No plan of this key's organization has that code or id. Nothing was changed. Take a code from `GET /api/plans`, with `includePrivate=true` for private ones, or push the plan: `npm run plans -- list` shows those there are. */
            404: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description More requests than the stage takes at a time. Wait, and send the same request again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /**
             * @description `stored_by_newer_version`: A newer version of the service has stored this, and the one that runs cannot read it. It shows nothing rather than something wrong. Nothing was changed. Report it. It works again once the operators have deployed the newer version; nothing is lost.
             *
             *     `internal_error`: An unexpected failure on the side of the service. Repeat the request once. If it fails again, report the request id: it is in x-request-id and in error.request_id.
             */
            500: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable`: The database was throttled or did not answer in time. Repeat the same request after Retry-After seconds, and wait longer each time. */
            503: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listSubscriptions: {
        parameters: {
            query?: {
                /** @description Subscriptions a page; above 100 is 100. */
                limit?: number;
                /** @description Where to go on: the last page's `nextCursor`. */
                cursor?: string;
                /** @description Only those of the customer with this id (`cus_…`) or this id of yours. */
                customerId?: string;
                /** @description Only those in this state. States that need payments are taken, and nothing is in them. */
                status?: "draft" | "trialing" | "active" | "canceled" | "pending_payment" | "past_due" | "paused" | "expired";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscriptionPage"];
                };
            };
            /** @description `unauthorized`: The request has no API key that is valid here. Nothing was read or changed. Send a valid key in the x-api-key header. An operator makes one with `npm run keys -- create`, and sees those there are with `npm run keys -- list`. */
            401: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but lacks the scope (`read`, `write`, `keys` or `erase`) that the operation needs. Nothing was changed. Use a key with that scope. `GET /api/me` shows the scopes of a key. */
            403: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `customer_not_found`: No customer of this key's organization has that id, neither as a customer id (cus_…) nor as an external id. Customers of other organizations answer the same. Check the id and the key, or create the customer: creating one that exists returns it. */
            404: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `customer_erased`: The customer was erased for good: nothing of it is left but its id and a hash in place of its external id. Nothing was changed. Take the customer out of what you send. If the person comes back, create a customer with another external id, or have an operator free this one with `npm run customers -- erase --free`. */
            410: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `validation_error`: One or more fields are invalid. details lists every problem with its field; nothing was changed. Correct every field that details names and send the request again. */
            422: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationError"];
                };
            };
            /** @description More requests than the stage takes at a time. Wait, and send the same request again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /**
             * @description `stored_by_newer_version`: A newer version of the service has stored this, and the one that runs cannot read it. It shows nothing rather than something wrong. Nothing was changed. Report it. It works again once the operators have deployed the newer version; nothing is lost.
             *
             *     `internal_error`: An unexpected failure on the side of the service. Repeat the request once. If it fails again, report the request id: it is in x-request-id and in error.request_id.
             */
            500: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable`: The database was throttled or did not answer in time. Repeat the same request after Retry-After seconds, and wait longer each time. */
            503: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createSubscription: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat: the same key and body return the first subscription. */
                "Idempotency-Key"?: string;
                /** @description Why, in at most 200 characters, as percent-encoded UTF-8. The change's event keeps it, and the customer's history shows it; a request that changes nothing leaves none. */
                "x-reason"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateSubscription"];
            };
        };
        responses: {
            /** @description The subscription that this Idempotency-Key began before, as it now is. */
            200: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscriptionResponse"];
                };
            };
            /** @description The new subscription. */
            201: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscriptionResponse"];
                };
            };
            /** @description `invalid_json`: The body could not be read as JSON. Nothing was changed. Correct the body and send it again. */
            400: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: The request has no API key that is valid here. Nothing was read or changed. Send a valid key in the x-api-key header. An operator makes one with `npm run keys -- create`, and sees those there are with `npm run keys -- list`. */
            401: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but lacks the scope (`read`, `write`, `keys` or `erase`) that the operation needs. Nothing was changed. Use a key with that scope. `GET /api/me` shows the scopes of a key. */
            403: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `plan_not_found`: No plan of this key's organization has that code or id. Nothing was changed. Take a code from `GET /api/plans`, with `includePrivate=true` for private ones, or push the plan: `npm run plans -- list` shows those there are.
             *
             *     `customer_not_found`: No customer of this key's organization has that id, neither as a customer id (cus_…) nor as an external id. Customers of other organizations answer the same. Check the id and the key, or create the customer: creating one that exists returns it.
             */
            404: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `customer_archived`: The customer is archived, and archived customers cannot be changed or reactivated. Nothing was changed. Create a new customer with another external id, if it is to go on. Repeating the archive itself answers 200.
             *
             *     `already_has_active_subscription`: A customer has one active subscription at a time; one that is canceled for a later time counts until then. Nothing was changed. Ask for the active subscription: it may be the one you want. Cancel it with `immediate: true` to begin another one now.
             */
            409: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `customer_erased`: The customer was erased for good: nothing of it is left but its id and a hash in place of its external id. Nothing was changed. Take the customer out of what you send. If the person comes back, create a customer with another external id, or have an operator free this one with `npm run customers -- erase --free`. */
            410: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `payload_too_large`: The body is larger than 1 MB (1,048,576 bytes). Nothing was changed. Send at most 1 MB per request; split a batch. */
            413: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_content_encoding`: The Content-Encoding header says that the body is compressed, and bodies are read as they are sent. Send the body as JSON in UTF-8, without Content-Encoding or with `identity`. */
            415: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `validation_error`: One or more fields are invalid. details lists every problem with its field; nothing was changed. Correct every field that details names and send the request again. */
            422: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationError"];
                };
            };
            /** @description More requests than the stage takes at a time. Wait, and send the same request again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /**
             * @description `stored_by_newer_version`: A newer version of the service has stored this, and the one that runs cannot read it. It shows nothing rather than something wrong. Nothing was changed. Report it. It works again once the operators have deployed the newer version; nothing is lost.
             *
             *     `internal_error`: An unexpected failure on the side of the service. Repeat the request once. If it fails again, report the request id: it is in x-request-id and in error.request_id.
             */
            500: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable`: The database was throttled or did not answer in time. Repeat the same request after Retry-After seconds, and wait longer each time. */
            503: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The subscription's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The subscription. */
            200: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscriptionResponse"];
                };
            };
            /** @description `unauthorized`: The request has no API key that is valid here. Nothing was read or changed. Send a valid key in the x-api-key header. An operator makes one with `npm run keys -- create`, and sees those there are with `npm run keys -- list`. */
            401: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but lacks the scope (`read`, `write`, `keys` or `erase`) that the operation needs. Nothing was changed. Use a key with that scope. `GET /api/me` shows the scopes of a key. */
            403: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `subscription_not_found`: No customer of this key's organization has that subscription, or the customer has begun another one since. Nothing was changed. Ask for the customer's active subscription and use its id. */
            404: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `customer_erased`: The customer was erased for good: nothing of it is left but its id and a hash in place of its external id. Nothing was changed. Take the customer out of what you send. If the person comes back, create a customer with another external id, or have an operator free this one with `npm run customers -- erase --free`. */
            410: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description More requests than the stage takes at a time. Wait, and send the same request again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /**
             * @description `stored_by_newer_version`: A newer version of the service has stored this, and the one that runs cannot read it. It shows nothing rather than something wrong. Nothing was changed. Report it. It works again once the operators have deployed the newer version; nothing is lost.
             *
             *     `internal_error`: An unexpected failure on the side of the service. Repeat the request once. If it fails again, report the request id: it is in x-request-id and in error.request_id.
             */
            500: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable`: The database was throttled or did not answer in time. Repeat the same request after Retry-After seconds, and wait longer each time. */
            503: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getActiveSubscription: {
        parameters: {
            query: {
                /** @description The customer's id (`cus_…`) or your own id of it. */
                customerId: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The active subscription, or null. */
            200: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActiveSubscriptionResponse"];
                };
            };
            /** @description `unauthorized`: The request has no API key that is valid here. Nothing was read or changed. Send a valid key in the x-api-key header. An operator makes one with `npm run keys -- create`, and sees those there are with `npm run keys -- list`. */
            401: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but lacks the scope (`read`, `write`, `keys` or `erase`) that the operation needs. Nothing was changed. Use a key with that scope. `GET /api/me` shows the scopes of a key. */
            403: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `customer_not_found`: No customer of this key's organization has that id, neither as a customer id (cus_…) nor as an external id. Customers of other organizations answer the same. Check the id and the key, or create the customer: creating one that exists returns it. */
            404: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `customer_erased`: The customer was erased for good: nothing of it is left but its id and a hash in place of its external id. Nothing was changed. Take the customer out of what you send. If the person comes back, create a customer with another external id, or have an operator free this one with `npm run customers -- erase --free`. */
            410: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `validation_error`: One or more fields are invalid. details lists every problem with its field; nothing was changed. Correct every field that details names and send the request again. */
            422: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationError"];
                };
            };
            /** @description More requests than the stage takes at a time. Wait, and send the same request again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /**
             * @description `stored_by_newer_version`: A newer version of the service has stored this, and the one that runs cannot read it. It shows nothing rather than something wrong. Nothing was changed. Report it. It works again once the operators have deployed the newer version; nothing is lost.
             *
             *     `internal_error`: An unexpected failure on the side of the service. Repeat the request once. If it fails again, report the request id: it is in x-request-id and in error.request_id.
             */
            500: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable`: The database was throttled or did not answer in time. Repeat the same request after Retry-After seconds, and wait longer each time. */
            503: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    cancelSubscription: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat: the same key and body return what the first one did. */
                "Idempotency-Key"?: string;
                /** @description Why, in at most 200 characters, as percent-encoded UTF-8. The change's event keeps it, and the customer's history shows it; a request that changes nothing leaves none. */
                "x-reason"?: string;
            };
            path: {
                /** @description The subscription's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CancelSubscription"];
            };
        };
        responses: {
            /** @description The subscription with its end. */
            200: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscriptionResponse"];
                };
            };
            /** @description `invalid_json`: The body could not be read as JSON. Nothing was changed. Correct the body and send it again. */
            400: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: The request has no API key that is valid here. Nothing was read or changed. Send a valid key in the x-api-key header. An operator makes one with `npm run keys -- create`, and sees those there are with `npm run keys -- list`. */
            401: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but lacks the scope (`read`, `write`, `keys` or `erase`) that the operation needs. Nothing was changed. Use a key with that scope. `GET /api/me` shows the scopes of a key. */
            403: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `subscription_not_found`: No customer of this key's organization has that subscription, or the customer has begun another one since. Nothing was changed. Ask for the customer's active subscription and use its id. */
            404: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `subscription_already_canceled`: The subscription is canceled for this time or an earlier one. Nothing was changed. Take it as done. One that is canceled for the end of its period can still be ended with `immediate: true`. */
            409: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `customer_erased`: The customer was erased for good: nothing of it is left but its id and a hash in place of its external id. Nothing was changed. Take the customer out of what you send. If the person comes back, create a customer with another external id, or have an operator free this one with `npm run customers -- erase --free`. */
            410: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `payload_too_large`: The body is larger than 1 MB (1,048,576 bytes). Nothing was changed. Send at most 1 MB per request; split a batch. */
            413: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_content_encoding`: The Content-Encoding header says that the body is compressed, and bodies are read as they are sent. Send the body as JSON in UTF-8, without Content-Encoding or with `identity`. */
            415: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `validation_error`: One or more fields are invalid. details lists every problem with its field; nothing was changed. Correct every field that details names and send the request again. */
            422: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationError"];
                };
            };
            /** @description More requests than the stage takes at a time. Wait, and send the same request again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /**
             * @description `stored_by_newer_version`: A newer version of the service has stored this, and the one that runs cannot read it. It shows nothing rather than something wrong. Nothing was changed. Report it. It works again once the operators have deployed the newer version; nothing is lost.
             *
             *     `internal_error`: An unexpected failure on the side of the service. Repeat the request once. If it fails again, report the request id: it is in x-request-id and in error.request_id.
             */
            500: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable`: The database was throttled or did not answer in time. Repeat the same request after Retry-After seconds, and wait longer each time. */
            503: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listApiKeys: {
        parameters: {
            query?: {
                /** @description API keys a page; above 100 is 100. */
                limit?: number;
                /** @description Where to go on: the last page's `nextCursor`. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyPage"];
                };
            };
            /** @description `unauthorized`: The request has no API key that is valid here. Nothing was read or changed. Send a valid key in the x-api-key header. An operator makes one with `npm run keys -- create`, and sees those there are with `npm run keys -- list`. */
            401: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but lacks the scope (`read`, `write`, `keys` or `erase`) that the operation needs. Nothing was changed. Use a key with that scope. `GET /api/me` shows the scopes of a key. */
            403: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `validation_error`: One or more fields are invalid. details lists every problem with its field; nothing was changed. Correct every field that details names and send the request again. */
            422: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationError"];
                };
            };
            /** @description More requests than the stage takes at a time. Wait, and send the same request again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /**
             * @description `stored_by_newer_version`: A newer version of the service has stored this, and the one that runs cannot read it. It shows nothing rather than something wrong. Nothing was changed. Report it. It works again once the operators have deployed the newer version; nothing is lost.
             *
             *     `internal_error`: An unexpected failure on the side of the service. Repeat the request once. If it fails again, report the request id: it is in x-request-id and in error.request_id.
             */
            500: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable`: The database was throttled or did not answer in time. Repeat the same request after Retry-After seconds, and wait longer each time. */
            503: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Keeps a repeat from making a second one. It cannot show the secret again: it is refused, with the id of the first in `details`. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateApiKey"];
            };
        };
        responses: {
            /** @description The new API key, with its secret. */
            201: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedApiKeyResponse"];
                };
            };
            /** @description `invalid_json`: The body could not be read as JSON. Nothing was changed. Correct the body and send it again. */
            400: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: The request has no API key that is valid here. Nothing was read or changed. Send a valid key in the x-api-key header. An operator makes one with `npm run keys -- create`, and sees those there are with `npm run keys -- list`. */
            401: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but lacks the scope (`read`, `write`, `keys` or `erase`) that the operation needs. Nothing was changed. Use a key with that scope. `GET /api/me` shows the scopes of a key. */
            403: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `idempotency_key_mismatch`: A create, or a customer's last update, was repeated with the same Idempotency-Key but another body. What the first request did stands; nothing was changed. Use a new key for a new request, and the very same body to repeat one.
             *
             *     `api_key_already_created`: The request repeats one that has made an API key. Its secret was in the first answer alone and is stored nowhere, so it cannot be shown again. No second key was made. If nobody has the secret, delete the key with the id in `details`, and make another one with a new Idempotency-Key.
             */
            409: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyConflictError"];
                };
            };
            /** @description `payload_too_large`: The body is larger than 1 MB (1,048,576 bytes). Nothing was changed. Send at most 1 MB per request; split a batch. */
            413: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_content_encoding`: The Content-Encoding header says that the body is compressed, and bodies are read as they are sent. Send the body as JSON in UTF-8, without Content-Encoding or with `identity`. */
            415: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `validation_error`: One or more fields are invalid. details lists every problem with its field; nothing was changed. Correct every field that details names and send the request again. */
            422: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationError"];
                };
            };
            /** @description More requests than the stage takes at a time. Wait, and send the same request again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /**
             * @description `stored_by_newer_version`: A newer version of the service has stored this, and the one that runs cannot read it. It shows nothing rather than something wrong. Nothing was changed. Report it. It works again once the operators have deployed the newer version; nothing is lost.
             *
             *     `internal_error`: An unexpected failure on the side of the service. Repeat the request once. If it fails again, report the request id: it is in x-request-id and in error.request_id.
             */
            500: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable`: The database was throttled or did not answer in time. Repeat the same request after Retry-After seconds, and wait longer each time. */
            503: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The API key's id (`key_…`), which is not its secret. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The API key as it was. */
            200: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyResponse"];
                };
            };
            /** @description `unauthorized`: The request has no API key that is valid here. Nothing was read or changed. Send a valid key in the x-api-key header. An operator makes one with `npm run keys -- create`, and sees those there are with `npm run keys -- list`. */
            401: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `api_key_protected`: A key with the scope `keys` is ended only by another key that has all of its scopes and lives at least as long, so that an organization is never left without one; and no key gets a longer life from one that has fewer scopes. Nothing was changed. Ask with the key that takes the other's place, or with one that has its scopes and expires no sooner. An operator revokes any key with `npm run keys -- revoke`.
             *
             *     `forbidden`: The key is valid but lacks the scope (`read`, `write`, `keys` or `erase`) that the operation needs. Nothing was changed. Use a key with that scope. `GET /api/me` shows the scopes of a key.
             */
            403: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `api_key_not_found`: No API key of this organization has that id. Keys of other organizations answer the same. Nothing was changed. Take an id (`key_…`) from `GET /api/api-keys`. */
            404: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description More requests than the stage takes at a time. Wait, and send the same request again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /**
             * @description `stored_by_newer_version`: A newer version of the service has stored this, and the one that runs cannot read it. It shows nothing rather than something wrong. Nothing was changed. Report it. It works again once the operators have deployed the newer version; nothing is lost.
             *
             *     `internal_error`: An unexpected failure on the side of the service. Repeat the request once. If it fails again, report the request id: it is in x-request-id and in error.request_id.
             */
            500: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable`: The database was throttled or did not answer in time. Repeat the same request after Retry-After seconds, and wait longer each time. */
            503: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    updateApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The API key's id (`key_…`), which is not its secret. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateApiKey"];
            };
        };
        responses: {
            /** @description The API key as it now is. */
            200: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyResponse"];
                };
            };
            /** @description `invalid_json`: The body could not be read as JSON. Nothing was changed. Correct the body and send it again. */
            400: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: The request has no API key that is valid here. Nothing was read or changed. Send a valid key in the x-api-key header. An operator makes one with `npm run keys -- create`, and sees those there are with `npm run keys -- list`. */
            401: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `api_key_protected`: A key with the scope `keys` is ended only by another key that has all of its scopes and lives at least as long, so that an organization is never left without one; and no key gets a longer life from one that has fewer scopes. Nothing was changed. Ask with the key that takes the other's place, or with one that has its scopes and expires no sooner. An operator revokes any key with `npm run keys -- revoke`.
             *
             *     `forbidden`: The key is valid but lacks the scope (`read`, `write`, `keys` or `erase`) that the operation needs. Nothing was changed. Use a key with that scope. `GET /api/me` shows the scopes of a key.
             */
            403: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `api_key_not_found`: No API key of this organization has that id. Keys of other organizations answer the same. Nothing was changed. Take an id (`key_…`) from `GET /api/api-keys`. */
            404: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `payload_too_large`: The body is larger than 1 MB (1,048,576 bytes). Nothing was changed. Send at most 1 MB per request; split a batch. */
            413: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_content_encoding`: The Content-Encoding header says that the body is compressed, and bodies are read as they are sent. Send the body as JSON in UTF-8, without Content-Encoding or with `identity`. */
            415: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `validation_error`: One or more fields are invalid. details lists every problem with its field; nothing was changed. Correct every field that details names and send the request again. */
            422: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationError"];
                };
            };
            /** @description More requests than the stage takes at a time. Wait, and send the same request again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /**
             * @description `stored_by_newer_version`: A newer version of the service has stored this, and the one that runs cannot read it. It shows nothing rather than something wrong. Nothing was changed. Report it. It works again once the operators have deployed the newer version; nothing is lost.
             *
             *     `internal_error`: An unexpected failure on the side of the service. Repeat the request once. If it fails again, report the request id: it is in x-request-id and in error.request_id.
             */
            500: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable`: The database was throttled or did not answer in time. Repeat the same request after Retry-After seconds, and wait longer each time. */
            503: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listSubscribers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscriberPage"];
                };
            };
            /** @description `unauthorized`: The request has no API key that is valid here. Nothing was read or changed. Send a valid key in the x-api-key header. An operator makes one with `npm run keys -- create`, and sees those there are with `npm run keys -- list`. */
            401: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but lacks the scope (`read`, `write`, `keys` or `erase`) that the operation needs. Nothing was changed. Use a key with that scope. `GET /api/me` shows the scopes of a key. */
            403: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description More requests than the stage takes at a time. Wait, and send the same request again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /**
             * @description `stored_by_newer_version`: A newer version of the service has stored this, and the one that runs cannot read it. It shows nothing rather than something wrong. Nothing was changed. Report it. It works again once the operators have deployed the newer version; nothing is lost.
             *
             *     `internal_error`: An unexpected failure on the side of the service. Repeat the request once. If it fails again, report the request id: it is in x-request-id and in error.request_id.
             */
            500: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable`: The database was throttled or did not answer in time. Repeat the same request after Retry-After seconds, and wait longer each time. */
            503: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listParkedCustomers: {
        parameters: {
            query?: {
                /** @description Customers a page; above 100 is 100. */
                limit?: number;
                /** @description Where to go on: the last page's `nextCursor`. */
                cursor?: string;
                /** @description Only this customer, by its id (`cus_…`) or your own id of it: the page is empty if it is not parked. */
                customerId?: string;
            };
            header?: never;
            path: {
                /** @description The subscriber's name. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ParkedCustomerPage"];
                };
            };
            /** @description `unauthorized`: The request has no API key that is valid here. Nothing was read or changed. Send a valid key in the x-api-key header. An operator makes one with `npm run keys -- create`, and sees those there are with `npm run keys -- list`. */
            401: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but lacks the scope (`read`, `write`, `keys` or `erase`) that the operation needs. Nothing was changed. Use a key with that scope. `GET /api/me` shows the scopes of a key. */
            403: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `subscriber_not_found`: The stage sends no events to a subscriber of that name. Nothing was changed. Take a name from `GET /api/subscribers`.
             *
             *     `customer_not_found`: No customer of this key's organization has that id, neither as a customer id (cus_…) nor as an external id. Customers of other organizations answer the same. Check the id and the key, or create the customer: creating one that exists returns it.
             */
            404: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `validation_error`: One or more fields are invalid. details lists every problem with its field; nothing was changed. Correct every field that details names and send the request again. */
            422: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationError"];
                };
            };
            /** @description More requests than the stage takes at a time. Wait, and send the same request again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /**
             * @description `stored_by_newer_version`: A newer version of the service has stored this, and the one that runs cannot read it. It shows nothing rather than something wrong. Nothing was changed. Report it. It works again once the operators have deployed the newer version; nothing is lost.
             *
             *     `internal_error`: An unexpected failure on the side of the service. Repeat the request once. If it fails again, report the request id: it is in x-request-id and in error.request_id.
             */
            500: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable`: The database was throttled or did not answer in time. Repeat the same request after Retry-After seconds, and wait longer each time. */
            503: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    redriveSubscriber: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The subscriber's name. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RedriveSubscriber"];
            };
        };
        responses: {
            /** @description What became of it. */
            200: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RedriveResponse"];
                };
            };
            /** @description `invalid_json`: The body could not be read as JSON. Nothing was changed. Correct the body and send it again. */
            400: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: The request has no API key that is valid here. Nothing was read or changed. Send a valid key in the x-api-key header. An operator makes one with `npm run keys -- create`, and sees those there are with `npm run keys -- list`. */
            401: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `forbidden`: The key is valid but lacks the scope (`read`, `write`, `keys` or `erase`) that the operation needs. Nothing was changed. Use a key with that scope. `GET /api/me` shows the scopes of a key. */
            403: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /**
             * @description `subscriber_not_found`: The stage sends no events to a subscriber of that name. Nothing was changed. Take a name from `GET /api/subscribers`.
             *
             *     `customer_not_found`: No customer of this key's organization has that id, neither as a customer id (cus_…) nor as an external id. Customers of other organizations answer the same. Check the id and the key, or create the customer: creating one that exists returns it.
             */
            404: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `payload_too_large`: The body is larger than 1 MB (1,048,576 bytes). Nothing was changed. Send at most 1 MB per request; split a batch. */
            413: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_content_encoding`: The Content-Encoding header says that the body is compressed, and bodies are read as they are sent. Send the body as JSON in UTF-8, without Content-Encoding or with `identity`. */
            415: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `validation_error`: One or more fields are invalid. details lists every problem with its field; nothing was changed. Correct every field that details names and send the request again. */
            422: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationError"];
                };
            };
            /** @description More requests than the stage takes at a time. Wait, and send the same request again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /**
             * @description `stored_by_newer_version`: A newer version of the service has stored this, and the one that runs cannot read it. It shows nothing rather than something wrong. Nothing was changed. Report it. It works again once the operators have deployed the newer version; nothing is lost.
             *
             *     `internal_error`: An unexpected failure on the side of the service. Repeat the request once. If it fails again, report the request id: it is in x-request-id and in error.request_id.
             */
            500: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable`: The database was throttled or did not answer in time. Repeat the same request after Retry-After seconds, and wait longer each time. */
            503: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key's id, organization and scopes, and the stage that answers. */
            200: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeResponse"];
                };
            };
            /** @description `unauthorized`: The request has no API key that is valid here. Nothing was read or changed. Send a valid key in the x-api-key header. An operator makes one with `npm run keys -- create`, and sees those there are with `npm run keys -- list`. */
            401: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description More requests than the stage takes at a time. Wait, and send the same request again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /**
             * @description `stored_by_newer_version`: A newer version of the service has stored this, and the one that runs cannot read it. It shows nothing rather than something wrong. Nothing was changed. Report it. It works again once the operators have deployed the newer version; nothing is lost.
             *
             *     `internal_error`: An unexpected failure on the side of the service. Repeat the request once. If it fails again, report the request id: it is in x-request-id and in error.request_id.
             */
            500: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable`: The database was throttled or did not answer in time. Repeat the same request after Retry-After seconds, and wait longer each time. */
            503: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getOpenApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document. */
            200: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description More requests than the stage takes at a time. Wait, and send the same request again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description `internal_error`: An unexpected failure on the side of the service. Repeat the request once. If it fails again, report the request id: it is in x-request-id and in error.request_id. */
            500: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The service answers. */
            200: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description More requests than the stage takes at a time. Wait, and send the same request again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description `internal_error`: An unexpected failure on the side of the service. Repeat the request once. If it fails again, report the request id: it is in x-request-id and in error.request_id. */
            500: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getErrorPage: {
        parameters: {
            query?: {
                /** @description The language. */
                lang?: "en" | "es";
            };
            header?: never;
            path: {
                /** @description The error's code. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                    "text/markdown": string;
                };
            };
            /** @description `endpoint_not_available`: No operation answers at this path. Check the path against the OpenAPI document at `/api/openapi.json`. */
            404: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description More requests than the stage takes at a time. Wait, and send the same request again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description `internal_error`: An unexpected failure on the side of the service. Repeat the request once. If it fails again, report the request id: it is in x-request-id and in error.request_id. */
            500: {
                headers: {
                    /** @description The request's id; quote it in questions. */
                    "x-request-id"?: string;
                    /** @description The version of the API that the answer is in; `unversioned` is the guide's. */
                    "commet-version"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
}
