// The words of the panels, for staff. A language that is missing here reads English.
(function (leafcast) {
  const en = {
    close: "Close",
    paused: "Paused. Press Space to go on.",
    pausedShort: "paused",
    overlayTitle: "This screen",
    transcriptTitle: "Text of all slides",
    helpTitle: "Keys",
    screen: "Screen",
    showing: "Now showing",
    nothing: "Nothing yet",
    kinds: { loop: "Loop", urgent: "Urgent notice", closed: "Closed", fallback: "Stand-by slide: nothing else is on" },
    itemOf: "slide {item} of {count}",
    loop: "Length of the loop",
    minutes: "{length} min · {count} slides",
    edition: "Edition",
    notWhole: "not whole",
    player: "Player",
    checked: "Last check",
    notYet: "not yet",
    results: { same: "nothing new", new: "new edition loaded", failed: "failed; the last good edition plays on" },
    server: "Server",
    reachable: "reachable",
    awaySince: "no good answer since {time}",
    folder: "none: opened from a folder",
    offline: "Starts without server",
    workers: {
      yes: "yes, everything is stored on this device",
      starting: "not yet, it is being stored",
      none: "not yet, it is being stored",
      folder: "yes, it needs no server",
      insecure: "no: this address is not secure. Use https or open it on the device itself (127.0.0.1)",
      failed: "no: this browser refuses the service worker",
    },
    digests: "Slides checked",
    verified: "by SHA-256",
    unchecked: "no: a page opened from a folder cannot read the bytes",
    clock: "Clock",
    clocks: {
      unset: "not set: earlier than this edition. Notices with dates and opening hours are ignored",
      zone: "this browser does not know the time zone. Notices with dates and opening hours are ignored",
    },
    wake: "Keeps the panel awake",
    wakes: {
      held: "yes",
      lost: "no: released by the browser",
      refused: "no: refused by the browser. Switch blanking off in the system settings",
      none: "no: not possible at this address. Switch blanking off in the system settings",
    },
    problem: "Last problem",
    keys: [
      [["Space", "P"], "pause, and go on (goes on by itself after 5 minutes)"],
      [["→"], "next slide"],
      [["←"], "previous slide"],
      [["I"], "about this screen"],
      [["T"], "text of all slides"],
      [["?"], "these keys"],
      [["Esc"], "close"],
    ],
  };

  const es = {
    close: "Cerrar",
    paused: "En pausa. Pulse Espacio para continuar.",
    pausedShort: "en pausa",
    overlayTitle: "Esta pantalla",
    transcriptTitle: "Texto de todas las diapositivas",
    helpTitle: "Teclas",
    screen: "Pantalla",
    showing: "Ahora se muestra",
    nothing: "Nada todavía",
    kinds: { loop: "Bucle", urgent: "Aviso urgente", closed: "Cerrado", fallback: "Diapositiva de reserva: no hay nada más" },
    itemOf: "diapositiva {item} de {count}",
    loop: "Duración del bucle",
    minutes: "{length} min · {count} diapositivas",
    edition: "Edición",
    notWhole: "incompleta",
    player: "Reproductor",
    checked: "Última consulta",
    notYet: "todavía no",
    results: { same: "sin novedades", new: "edición nueva cargada", failed: "fallida; sigue la última edición buena" },
    server: "Servidor",
    reachable: "accesible",
    awaySince: "sin respuesta válida desde las {time}",
    folder: "ninguno: abierto desde una carpeta",
    offline: "Arranca sin servidor",
    workers: {
      yes: "sí, todo está guardado en este equipo",
      starting: "todavía no, se está guardando",
      none: "todavía no, se está guardando",
      folder: "sí, no necesita servidor",
      insecure: "no: esta dirección no es segura. Use https o ábrala en el propio equipo (127.0.0.1)",
      failed: "no: este navegador rechaza el service worker",
    },
    digests: "Diapositivas comprobadas",
    verified: "con SHA-256",
    unchecked: "no: una página abierta desde una carpeta no puede leer los bytes",
    clock: "Reloj",
    clocks: {
      unset: "sin ajustar: anterior a esta edición. Se ignoran los avisos con fecha y el horario",
      zone: "este navegador no conoce la zona horaria. Se ignoran los avisos con fecha y el horario",
    },
    wake: "Mantiene la pantalla encendida",
    wakes: {
      held: "sí",
      lost: "no: el navegador lo ha cancelado",
      refused: "no: el navegador lo rechaza. Desactive el apagado en los ajustes del sistema",
      none: "no: imposible en esta dirección. Desactive el apagado en los ajustes del sistema",
    },
    problem: "Último problema",
    keys: [
      [["Espacio", "P"], "pausar y continuar (continúa sola a los 5 minutos)"],
      [["→"], "diapositiva siguiente"],
      [["←"], "diapositiva anterior"],
      [["I"], "sobre esta pantalla"],
      [["T"], "texto de todas las diapositivas"],
      [["?"], "estas teclas"],
      [["Esc"], "cerrar"],
    ],
  };

  const ar = {
    close: "إغلاق",
    paused: "متوقف مؤقتًا. اضغط مفتاح المسافة للمتابعة.",
    pausedShort: "متوقف مؤقتًا",
    overlayTitle: "هذه الشاشة",
    transcriptTitle: "نص جميع الشرائح",
    helpTitle: "المفاتيح",
    screen: "الشاشة",
    showing: "المعروض الآن",
    nothing: "لا شيء بعد",
    kinds: { loop: "العرض المتكرر", urgent: "إشعار عاجل", closed: "مغلق", fallback: "الشريحة الاحتياطية: لا شيء آخر للعرض" },
    itemOf: "الشريحة {item} من {count}",
    loop: "مدة العرض",
    minutes: "{length} دقيقة · {count} شريحة",
    edition: "الإصدار",
    notWhole: "غير مكتمل",
    player: "المشغّل",
    checked: "آخر تحقق",
    notYet: "ليس بعد",
    results: { same: "لا جديد", new: "تم تحميل إصدار جديد", failed: "فشل؛ يستمر عرض آخر إصدار سليم" },
    server: "الخادم",
    reachable: "متاح",
    awaySince: "لا إجابة سليمة منذ {time}",
    folder: "لا يوجد: فُتح من مجلد",
    offline: "يعمل دون خادم",
    workers: {
      yes: "نعم، كل شيء محفوظ على هذا الجهاز",
      starting: "ليس بعد، يجري الحفظ",
      none: "ليس بعد، يجري الحفظ",
      folder: "نعم، لا يحتاج إلى خادم",
      insecure: "لا: هذا العنوان غير آمن. استخدم https أو افتحه على الجهاز نفسه (127.0.0.1)",
      failed: "لا: هذا المتصفح يرفض service worker",
    },
    digests: "فحص الشرائح",
    verified: "باستخدام SHA-256",
    unchecked: "لا: الصفحة المفتوحة من مجلد لا تستطيع قراءة البيانات",
    clock: "الساعة",
    clocks: {
      unset: "غير مضبوطة: أقدم من هذا الإصدار. تُهمَل الإشعارات المؤرخة وساعات العمل",
      zone: "هذا المتصفح لا يعرف المنطقة الزمنية. تُهمَل الإشعارات المؤرخة وساعات العمل",
    },
    wake: "يُبقي الشاشة مضاءة",
    wakes: {
      held: "نعم",
      lost: "لا: ألغاه المتصفح",
      refused: "لا: يرفضه المتصفح. أوقف إطفاء الشاشة في إعدادات النظام",
      none: "لا: غير ممكن على هذا العنوان. أوقف إطفاء الشاشة في إعدادات النظام",
    },
    problem: "آخر مشكلة",
    keys: [
      [["المسافة", "P"], "إيقاف مؤقت ومتابعة (يتابع تلقائيًا بعد 5 دقائق)"],
      [["→"], "الشريحة التالية"],
      [["←"], "الشريحة السابقة"],
      [["I"], "عن هذه الشاشة"],
      [["T"], "نص جميع الشرائح"],
      [["?"], "هذه المفاتيح"],
      [["Esc"], "إغلاق"],
    ],
  };

  const all = { en, es, ar };
  const wanted = document.documentElement.lang.split("-")[0];
  const language = Object.hasOwn(all, wanted) ? wanted : "en";
  const direction = language === "ar" ? "rtl" : "ltr";

  const fill = (phrase, values) => phrase.replace(/\{(\w+)\}/g, (hole, name) => String(values[name]));

  // Says it in an element, marked with its language.
  function say(element, phrase) {
    element.lang = language;
    element.dir = direction;
    element.textContent = phrase;
  }

  leafcast.words = { ...all[language], language, direction, fill, say };
})(leafcast);
