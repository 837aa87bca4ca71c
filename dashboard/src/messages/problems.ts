/** Spanish translations of the API's English messages about fields. A test compares them with the API's schemas. */
const spanish: readonly (readonly [RegExp, string])[] = [
  [/^is required$/, "es obligatorio"],
  [/^is required, or planId$/, "es obligatorio, o planId"],
  [/^must be text$/, "tiene que ser texto"],
  [/^must not be empty$/, "no puede estar vacío"],
  // Here a + is always sent as %2B.
  [/^must not hold blanks: .*$/, "no puede llevar espacios"],
  [/^must not be negative$/, "no puede ser negativo"],
  [/^must be a whole number$/, "tiene que ser un número entero"],
  [/^must be true or false$/, "tiene que ser verdadero o falso"],
  [/^must be a list of customers$/, "tiene que ser una lista de clientes"],
  [/^must be written (.*)$/, "se escribe $1"],
  [/^must be an object$/, "tiene que ser un objeto"],
  [/^must be a JSON object$/, "tiene que ser un objeto JSON"],
  [/^must be an object with line1, city, postalCode and country$/, "necesita line1, city, postalCode y country"],
  [/^must be an email address, like (.*)$/, "tiene que ser una dirección de correo, como $1"],
  [/^must be an IANA time zone, like (.*)$/, "tiene que ser una zona horaria de IANA, como $1"],
  [
    /^must be an ISO 3166-1 alpha-2 code in capitals, like US$/,
    "tiene que ser un código ISO 3166-1 alfa-2 en mayúsculas, como ES",
  ],
  [/^must be at most (\d+) characters$/, "puede tener como mucho $1 caracteres"],
  [/^must have 1 to 255 characters$/, "tiene que tener entre 1 y 255 caracteres"],
  [/^must be at most 16 KB as JSON$/, "puede ocupar como mucho 16 KB como JSON"],
  [/^must have at most (\d+) keys$/, "puede tener como mucho $1 claves"],
  [/^must have at most (\d+) items$/, "puede tener como mucho $1 elementos"],
  [/^must not be nested deeper than (\d+) levels$/, "no puede anidarse más de $1 niveles"],
  [/^must not begin with cus_, .*$/, "no puede empezar por cus_, que marca los ids propios de Clientela"],
  [/^must not begin or end with a blank$/, "no puede empezar ni terminar con un espacio"],
  [/^must not be \. or \.\.$/, "no puede ser . ni .."],
  [/^must not contain \/ \? # % or \\$/, "no puede contener / ? # % ni \\"],
  [/^must not contain control characters$/, "no puede contener caracteres de control"],
  [/^must not contain lone surrogates$/, "no puede contener medios caracteres"],
  [
    /^must not contain control characters or lone surrogates$/,
    "no puede contener caracteres de control ni medios caracteres",
  ],
  [/^must not contain invisible characters$/, "no puede contener caracteres invisibles"],
  [/^must not contain U\+0000$/, "no puede contener U+0000"],
  [/^must not have control characters in its keys$/, "no puede tener caracteres de control en sus claves"],
  [
    /^must send numbers of more digits than a double has, or beyond its range, as text$/,
    "tiene que enviar como texto los números con más cifras de las que caben en un double, o fuera de su rango",
  ],
  [/^must not contain numbers beyond (.*)$/, "no puede contener números mayores que $1"],
  [/^must send whole numbers beyond (\d+) as text$/, "tiene que enviar los números enteros mayores que $1 como texto"],
  [/^has more cells than there are columns$/, "tiene más celdas que columnas hay"],
  [/^is archived, which only the command keeps$/, "está archivado, y solo el comando lo conserva así"],
  [/^must be active or archived$/, "tiene que ser active o archived"],
  [/^must be in the years (\d+) to (\d+)$/, "tiene que estar en los años $1 a $2"],
  [/^must not be in the future$/, "no puede estar en el futuro"],
  [/^is before the oldest change that is kept, of (.*)$/, "es anterior al cambio más antiguo que se guarda, del $1"],
  [/^must be in the future$/, "tiene que estar en el futuro"],
  [/^must name at least one scope$/, "tiene que nombrar al menos un permiso"],
  [/^must be one of (.*)$/, "tiene que ser uno de $1"],
  [
    /^must be scopes that the API key which makes it has: (.*)$/,
    "tienen que ser permisos que tiene la clave de API que la crea: $1",
  ],
  [
    /^must be no later than (.*), when the API key that sends this expires$/,
    "no puede ser posterior a $1, cuando caduca la clave de API que envía esto",
  ],
];

/** A problem in Spanish, or unchanged if there is no translation. */
export function problemInSpanish(message: string): string {
  const [pattern, text] = spanish.find(([pattern]) => pattern.test(message)) ?? [];
  return pattern && text ? message.replace(pattern, text) : message;
}
