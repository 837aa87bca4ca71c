/** The texts of erasing a customer, which are loaded with a customer's page. */
const en = {
  action: "Erase for good",
  title: "Erase the customer for good",
  warning: "This cannot be undone.",
  goes: "Its record goes, and its history, its past subscriptions, and its entries in the search.",
  stays: "Left are its customer id and a receipt that says who erased it, and when. Backups have copies for a while.",
  told: "Subscribers are told. What they have stored they have to erase themselves.",
  reuse: "Its external id cannot be used again, unless an operator frees it.",
  confirm: "Type {id} to confirm",
  submit: "Erase",
  lacksScope: "This API key may not erase customers: it lacks the scope erase.",
  isSubscribed: "The customer has an active subscription. Cancel it first, at once and not at the end of its period.",
  erased: "There is nothing left to show of it.",
  receipt: "Receipt of the erasure",
  running: "Its record is gone. What else there is of it is being removed.",
  done: "All is removed.",
  id: "Receipt",
  erasedAt: "Erased",
  erasedBy: "Erased by",
  finishedAt: "All removed",
  removed: {
    events: "Changes removed",
    searchEntries: "Search entries removed",
    pastSubscriptions: "Past subscriptions removed",
  },
};

const es: typeof en = {
  action: "Borrar para siempre",
  title: "Borrar el cliente para siempre",
  warning: "No se puede deshacer.",
  goes: "Se van su ficha, su historial, sus suscripciones pasadas y sus entradas en la búsqueda.",
  stays:
    "Quedan su id de cliente y un recibo que dice quién lo borró y cuándo. Las copias de seguridad lo guardan un tiempo.",
  told: "Se avisa a los suscriptores. Lo que hayan guardado lo tienen que borrar ellos.",
  reuse: "Su id externo no se puede volver a usar, salvo que un operador lo libere.",
  confirm: "Escribe {id} para confirmar",
  submit: "Borrar",
  lacksScope: "Esta clave de API no puede borrar clientes: le falta el permiso erase.",
  isSubscribed: "El cliente tiene una suscripción activa. Cancélala antes, ya y no al final de su período.",
  erased: "No queda nada de él que mostrar.",
  receipt: "Recibo del borrado",
  running: "Su ficha ya no está. Lo demás que hay de él se está quitando.",
  done: "Todo está quitado.",
  id: "Recibo",
  erasedAt: "Borrado",
  erasedBy: "Borrado por",
  finishedAt: "Todo quitado",
  removed: {
    events: "Cambios quitados",
    searchEntries: "Entradas de búsqueda quitadas",
    pastSubscriptions: "Suscripciones pasadas quitadas",
  },
};

export const erasureTexts = { en, es };
