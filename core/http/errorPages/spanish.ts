import type { ErrorCode } from "../../base/errors.ts";
import type { Explanation, PageTexts } from "./texts.ts";

const explanations: Record<ErrorCode, Explanation> = {
  invalid_json: {
    meaning: "El cuerpo no se pudo leer como JSON. No se cambió nada.",
    causes: [
      "Un error de sintaxis: una coma de más, unas comillas que faltan, un cuerpo cortado.",
      "Bytes que no son UTF-8.",
      "Un formulario o un archivo donde se espera JSON.",
    ],
    action: "Corrige el cuerpo y envíalo otra vez.",
  },
  unauthorized: {
    meaning: "La petición no lleva una clave de API que valga aquí. No se leyó ni se cambió nada.",
    causes: [
      "Falta la cabecera x-api-key, o está vacía.",
      "Este stage no conoce la clave: cada stage tiene las suyas.",
      "La clave ha caducado o fue revocada.",
    ],
    action:
      "Envía una clave válida en la cabecera x-api-key. Un operador la crea con `npm run keys -- create`, y ve las que hay con `npm run keys -- list`.",
  },
  forbidden: {
    meaning:
      "La clave es válida, pero le falta el permiso (`read`, `write`, `keys` o `erase`) que la operación necesita. No se cambió nada.",
    causes: [
      "Una clave hecha solo para leer se usa para cambiar algo, o al revés.",
      "Se piden claves de API con una clave hecha sin `keys`: ese permiso nunca se da si no se nombra.",
      "Se borra un cliente con una clave hecha sin `erase`, o sin `write`.",
    ],
    action: "Usa una clave con ese permiso. `GET /api/me` muestra los permisos de una clave.",
  },
  api_key_protected: {
    meaning:
      "A una clave con el permiso `keys` solo le pone fin otra que tiene todos sus permisos y vive al menos tanto, para que ninguna organización se quede sin ninguna; y ninguna clave recibe una vida más larga de otra con menos permisos. No se cambió nada.",
    causes: [
      "Una clave pide su propio fin.",
      "A la clave que pide le falta un permiso de la otra, o caduca antes que ella.",
    ],
    action:
      "Pídelo con la clave que ocupa el lugar de la otra, o con una que tiene sus permisos y no caduca antes. Un operador revoca cualquier clave con `npm run keys -- revoke`.",
  },
  api_key_not_found: {
    meaning:
      "Ninguna clave de API de esta organización tiene ese id. Las claves de otras organizaciones responden lo mismo. No se cambió nada.",
    causes: [
      "El id tiene una errata, o en su lugar se envió el secreto (`ck_…`): un secreto no va en una ruta.",
      "La clave está revocada, y debe caducar en otro momento.",
      "La clave es de otra organización o de otro stage.",
    ],
    action: "Toma un id (`key_…`) de `GET /api/api-keys`.",
  },
  customer_not_found: {
    meaning:
      "Ningún cliente de la organización de esta clave tiene ese id, ni como id de cliente (cus_…) ni como id externo. Los clientes de otras organizaciones responden lo mismo.",
    causes: [
      "El cliente aún no se creó, o su creación falló.",
      "El id tiene una errata, u otras mayúsculas: los ids se comparan con exactitud.",
      "La clave es de otra organización o de otro stage que el cliente.",
      "Un id con caracteres que significan algo en una URL se puso tal cual en la ruta.",
    ],
    action: "Revisa el id y la clave, o crea el cliente: crear uno que ya existe lo devuelve.",
  },
  plan_not_found: {
    meaning: "Ningún plan de la organización de esta clave tiene ese código o id. No se cambió nada.",
    causes: ["El plan no se subió a esta organización de este stage.", "El código tiene una errata."],
    action:
      "Toma un código de `GET /api/plans`, con `includePrivate=true` para los privados, o sube el plan: `npm run plans -- list` muestra los que hay.",
  },
  subscription_not_found: {
    meaning:
      "Ningún cliente de la organización de esta clave tiene esa suscripción, o el cliente ha empezado otra desde entonces. No se cambió nada.",
    causes: [
      "El id no es el de una suscripción (`sub_…`), o tiene una errata.",
      "La suscripción terminó, y el cliente tiene otra más nueva.",
      "La clave es de otra organización o de otro stage.",
    ],
    action: "Pide la suscripción activa del cliente y usa su id.",
  },
  subscriber_not_found: {
    meaning: "El stage no envía eventos a ningún suscriptor con ese nombre. No se cambió nada.",
    causes: [
      "El nombre tiene una errata; las mayúsculas cuentan.",
      "El suscriptor se quitó del stage, o está en otro.",
    ],
    action: "Toma un nombre de `GET /api/subscribers`.",
  },
  endpoint_not_available: {
    meaning: "Ninguna operación responde en esta ruta.",
    causes: [
      "Una errata, una barra al final, o una parte de la ruta que está vacía.",
      "Un id que contiene una barra, y así hace dos partes de una.",
      "El SDK llama a una operación de Commet que este servicio no tiene.",
    ],
    action: "Compara la ruta con el documento OpenAPI en `/api/openapi.json`.",
  },
  method_not_allowed: {
    meaning: "La ruta existe, pero no con este método.",
    causes: [
      "La petición se envió con otro método que el de la operación.",
      "Una redirección convirtió un POST en un GET.",
    ],
    action: "Usa uno de los métodos que da la cabecera Allow de la respuesta.",
  },
  external_id_taken: {
    meaning: "El id externo que da la actualización es de otro cliente de la organización. No se cambió nada.",
    causes: [
      "Otro cliente se creó con este id.",
      "Dos actualizaciones dieron el mismo id a dos clientes; la otra llegó primero.",
    ],
    action: "Pide el cliente por ese id externo y decide a cuál de los dos te refieres.",
  },
  external_id_immutable: {
    meaning:
      "El cliente ya tiene otro id externo. Los ids externos no cambian nunca una vez puestos, para que repetir siga siendo seguro. No se cambió nada.",
    causes: ["Una actualización envía un id externo distinto del guardado, aunque solo sea en las mayúsculas."],
    action: "Quita `externalId` de la actualización, o crea un cliente nuevo con el id nuevo.",
  },
  idempotency_key_mismatch: {
    meaning:
      "Una creación, o la última actualización de un cliente, se repitió con la misma Idempotency-Key pero con otro cuerpo. Lo que hizo la primera petición se mantiene; no se cambió nada.",
    causes: [
      "Una misma clave se usa para varias peticiones.",
      "La clave se forma a partir de algo que no cambia mientras el cuerpo sí.",
    ],
    action: "Usa una clave nueva para una petición nueva, y exactamente el mismo cuerpo para repetir una.",
  },
  api_key_already_created: {
    meaning:
      "La petición repite una que ha creado una clave de API. Su secreto estaba solo en la primera respuesta y no se guarda en ninguna parte, así que no se puede volver a mostrar. No se creó una segunda clave.",
    causes: [
      "La primera respuesta se perdió por el camino, y el cliente envió la petición otra vez con su Idempotency-Key.",
      "Varios procesos enviaron la misma petición.",
    ],
    action:
      "Si nadie tiene el secreto, borra la clave con el id de `details` y crea otra con una Idempotency-Key nueva.",
  },
  customer_erased: {
    meaning:
      "El cliente se borró para siempre: no queda nada de él más que su id y un hash en lugar de su id externo. No se cambió nada.",
    causes: [
      "Una petición nombra un cliente borrado, por cualquiera de sus ids.",
      "Una creación, como la de una sincronización nocturna, tiene el id externo de un cliente borrado.",
    ],
    action:
      "Quita el cliente de lo que envías. Si la persona vuelve, crea un cliente con otro id externo, o pide a un operador que libere este con `npm run customers -- erase --free`.",
  },
  customer_archived: {
    meaning:
      "El cliente está archivado, y los clientes archivados no se pueden cambiar ni reactivar. No se cambió nada.",
    causes: [
      "Una actualización cambia un campo de un cliente archivado, o envía `isActive: true`.",
      "Se empieza una suscripción para un cliente archivado.",
    ],
    action: "Crea un cliente nuevo con otro id externo, si ha de seguir. Repetir el propio archivado responde 200.",
  },
  customer_has_active_subscription: {
    meaning: "Un cliente con una suscripción activa no se puede archivar. No se cambió nada.",
    causes: [
      "La suscripción del cliente no se canceló.",
      "Se canceló para el final de su periodo, y hasta entonces está activa.",
    ],
    action: "Cancela la suscripción con `immediate: true`, o espera a su final; después archiva el cliente.",
  },
  already_has_active_subscription: {
    meaning:
      "Un cliente tiene una sola suscripción activa a la vez; la que está cancelada para más tarde cuenta hasta entonces. No se cambió nada.",
    causes: [
      "El cliente ya está suscrito, quizá por un intento anterior de la misma petición sin Idempotency-Key.",
      "La suscripción anterior está cancelada, pero aún no ha terminado.",
    ],
    action:
      "Pide la suscripción activa: puede ser la que quieres. Cancélala con `immediate: true` para empezar otra ahora.",
  },
  subscription_already_canceled: {
    meaning: "La suscripción está cancelada para ese momento o para uno anterior. No se cambió nada.",
    causes: ["Se canceló antes, quizá por un intento anterior de la misma petición sin Idempotency-Key."],
    action:
      "Dalo por hecho. La que está cancelada para el final de su periodo todavía se puede terminar con `immediate: true`.",
  },
  version_mismatch: {
    meaning: "La cabecera If-Match nombra otra versión que la guardada. No se cambió nada.",
    causes: [
      "El cliente cambió después de que lo leyeras, por otra persona o por un intento anterior de la misma petición.",
    ],
    action:
      "Lee details.customer, aplica tu cambio sobre él y envíalo con details.version, que es el ETag de la respuesta, en If-Match.",
  },
  payload_too_large: {
    meaning: "El cuerpo ocupa más de 1 MB (1 048 576 bytes). No se cambió nada.",
    causes: ["Un lote de clientes grandes.", "Un archivo o un registro en `metadata`, que admite 16 KB."],
    action: "Envía como mucho 1 MB por petición; divide el lote.",
  },
  unsupported_content_encoding: {
    meaning:
      "La cabecera Content-Encoding dice que el cuerpo está comprimido, y los cuerpos se leen tal como se envían.",
    causes: ["Un cliente HTTP o un proxy que comprime lo que envía."],
    action: "Envía el cuerpo como JSON en UTF-8, sin Content-Encoding o con `identity`.",
  },
  history_expired: {
    meaning:
      "No se guarda ya todo lo que se pidió, así que la respuesta tendría un hueco. No lo tiene: no se saltó nada.",
    causes: [
      "Un cursor del hilo de eventos con el que no se siguió leyendo durante el tiempo que se guardan los eventos.",
      "Un `asOf` anterior al cambio más antiguo que se guarda del cliente.",
      "Los operadores restauraron los eventos desde una copia más antigua que el cursor.",
    ],
    action:
      "Recorre los clientes con `GET /api/customers` y sigue desde un cursor nuevo: `cursor=now` se pide antes, para que ningún cambio caiga entre ambos. Sin cursor, el hilo empieza en el evento más antiguo que se guarda. Para `asOf`, `details` dice desde cuándo se puede mostrar el cliente.",
  },
  validation_error: {
    meaning: "Uno o más campos no son válidos. details da cada problema con su campo; no se cambió nada.",
    causes: [
      "Falta un campo obligatorio.",
      "Un valor es de otro tipo o tiene otra forma que la que el campo admite.",
      "Un parámetro de la consulta, como `limit` o `cursor`, no es de esta API.",
    ],
    action: "Corrige todos los campos que nombra details y envía la petición otra vez.",
  },
  internal_error: {
    meaning: "Un fallo inesperado del lado del servicio.",
    causes: [
      "Un error del servicio, o de cómo está desplegado este stage. Está en el registro, con el id de la petición.",
    ],
    action:
      "Repite la petición una vez. Si vuelve a fallar, avisa con el id de la petición: está en x-request-id y en error.request_id.",
  },
  stored_by_newer_version: {
    meaning:
      "Una versión más nueva del servicio guardó esto, y la que funciona no sabe leerlo. No muestra nada antes que algo equivocado. No se cambió nada.",
    causes: [
      "Los operadores volvieron a una versión anterior cuando una más nueva ya había guardado datos de otra forma.",
    ],
    action: "Avisa. Funciona de nuevo en cuanto los operadores despliegan la versión más nueva; no se pierde nada.",
  },
  service_unavailable: {
    meaning: "La base de datos limitó la petición o no respondió a tiempo.",
    causes: ["Más peticiones de las que el stage puede atender en este momento.", "Un problema pasajero en AWS."],
    action: "Repite la misma petición pasados los segundos de Retry-After, y espera más cada vez.",
  },
};

export const spanish: PageTexts = {
  language: "Español",
  index: "Errores",
  introduction:
    "Cada fallo tiene un `code` estable: decide por él, y muestra o registra `message`, que es para las personas y puede cambiar; la API habla inglés. Los códigos, por estado:",
  outsideOfThem:
    'Lo que API Gateway rechaza antes de que el servicio lo vea tiene un cuerpo propio, `{"message": "…"}`, y ningún código: 413 por encima de 10 MB, 429 por encima del ritmo del stage, 503 cuando ninguna función está libre. Espera y repite los 429 y 503.',
  allErrors: "Todos los errores",
  code: "Código",
  status: "Estado",
  type: "Tipo",
  message: "Mensaje",
  meaning: "Qué significa",
  causes: "Por qué ocurre",
  action: "Qué hacer",
  repeating: "Repetir la petición",
  retried:
    "Los SDK la repiten por sí mismos, tres veces salvo que se diga otra cosa. Puede que la petición se haya cumplido aunque esta fuera la respuesta. Repetir es seguro para leer, actualizar y archivar, y para crear con un `id` o con la misma Idempotency-Key y el mismo cuerpo; crear sin ninguno de los dos puede hacer un segundo cliente. Empezar o cancelar una suscripción no ocurre nunca dos veces: con la misma Idempotency-Key la repetición se responde como la primera petición, sin ella es un 409.",
  notRetried:
    "Los SDK no la repiten. Repetir es seguro, pero la respuesta sigue siendo la misma hasta que desaparezca la causa.",
  operations: "Operaciones que lo responden",
  noOperation: "Ninguna: es la respuesta a peticiones que ninguna operación acepta.",
  example: "Ejemplo",
  errorAlone: (since) => `Bajo \`/api/v1\`, en las versiones desde ${since}, el cuerpo tiene solo \`error\`.`,
  explanations,
};
